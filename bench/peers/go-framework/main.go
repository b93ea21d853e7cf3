// The framework of Go, measured as bench/framework/trial.ts measures ours: `program WHAT KUBECONFIG-OR-URL COUNT` prints
// one trial's figures as JSON, under the same names. The client is not throttled, and nothing keeps managedFields.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/go-logr/logr"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/rest"
	toolscache "k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller/priorityqueue"
	"sigs.k8s.io/controller-runtime/pkg/log"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
)

const (
	namespace = "default"
	inFlight  = 16
	idleFor   = 30 * time.Second
)

type figures map[string]float64

func main() {
	log.SetLogger(logr.Discard())
	count, err := strconv.Atoi(os.Args[3])
	must(err)
	what, config := os.Args[1], configOf(os.Args[2])
	trials := map[string]func(*rest.Config, int) figures{
		"stream": func(config *rest.Config, _ int) figures {
			return start(config, &corev1.ConfigMap{}, &corev1.ConfigMapList{})
		},
		"metadata": func(config *rest.Config, _ int) figures { return start(config, metadata(), metadataList()) },
		"events":   events,
		"idle":     idle,
		"patch":    patch,
		"queue":    func(_ *rest.Config, count int) figures { return queue(count) },
	}
	must(json.NewEncoder(os.Stdout).Encode(trials[what](config, count)))
}

// A kubeconfig, or the address of a server that asks for no login.
func configOf(where string) *rest.Config {
	if strings.HasPrefix(where, "http://") {
		return &rest.Config{Host: where, QPS: -1}
	}
	config, err := clientcmd.BuildConfigFromFlags("", where)
	must(err)
	config.QPS = -1
	return config
}

func newCache(config *rest.Config) cache.Cache {
	made, err := cache.New(config, cache.Options{
		DefaultNamespaces: map[string]cache.Config{namespace: {}},
		DefaultTransform:  cache.TransformStripManagedFields(),
		Mapper:            mapper(),
	})
	must(err)
	return made
}

// From the start to the last of the objects, and the heap that they take.
func start(config *rest.Config, kind client.Object, list client.ObjectList) figures {
	informers := newCache(config)
	ctx := context.Background()
	_, err := informers.GetInformer(ctx, kind, cache.BlockUntilSynced(false))
	must(err)
	heap, cpu, began := heapUsed(), cpuTime(), time.Now()
	go func() { must(informers.Start(ctx)) }()
	informers.WaitForCacheSync(ctx)
	elapsed, spent := time.Since(began), cpuTime()-cpu
	must(informers.List(ctx, list, client.UnsafeDisableDeepCopy))
	objects := float64(lengthOf(list))
	heap = heapUsed() - heap
	runtime.KeepAlive(informers)
	return figures{
		"objectsPerSecond": objects / elapsed.Seconds(),
		"cpuMs":            float64(spent.Microseconds()) / 1000,
		"heapPerObject":    heap / objects,
	}
}

// From the first change to the last, as a handler hears of them.
func events(config *rest.Config, count int) figures {
	began, ended := hear(config, count)
	return figures{"eventsPerSecond": float64(count) / ended.Sub(began).Seconds()}
}

// What it costs to hold objects of which none changes.
func idle(config *rest.Config, count int) figures {
	hear(config, count)
	runtime.GC()
	cpu := cpuTime()
	time.Sleep(idleFor)
	return figures{"cpuMillicores": 1000 * (cpuTime() - cpu).Seconds() / idleFor.Seconds()}
}

func hear(config *rest.Config, count int) (began, ended time.Time) {
	informers := newCache(config)
	ctx := context.Background()
	informer, err := informers.GetInformer(ctx, &corev1.ConfigMap{}, cache.BlockUntilSynced(false))
	must(err)
	heard, all := 0, make(chan struct{})
	_, err = informer.AddEventHandler(toolscache.ResourceEventHandlerFuncs{AddFunc: func(any) {
		if heard == 0 {
			began = time.Now()
		}
		heard++
		if heard == count {
			ended = time.Now()
			close(all)
		}
	}})
	must(err)
	go func() { must(informers.Start(ctx)) }()
	<-all
	return began, ended
}

func patch(config *rest.Config, count int) figures {
	api, err := client.New(config, client.Options{Mapper: mapper()})
	must(err)
	all := func(until int) {
		var next atomic.Int64
		var workers sync.WaitGroup
		for range inFlight {
			workers.Go(func() {
				for {
					index := int(next.Add(1)) - 1
					if index >= until {
						return
					}
					object := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: fmt.Sprintf("object-%d", index)}}
					body := fmt.Appendf(nil, `{"metadata":{"labels":{"at":"%d"}}}`, time.Now().UnixNano())
					must(api.Patch(context.Background(), object, client.RawPatch(types.MergePatchType, body)))
				}
			})
		}
		workers.Wait()
	}
	all(count / 10)
	cpu, began := cpuTime(), time.Now()
	all(count)
	return figures{
		"cpuUsPerPatch":    float64((cpuTime() - cpu).Microseconds()) / float64(count),
		"patchesPerSecond": float64(count) / time.Since(began).Seconds(),
	}
}

func queue(count int) figures {
	work := priorityqueue.New[reconcile.Request]("bench")
	requests := make([]reconcile.Request, 1000)
	for index := range requests {
		requests[index].NamespacedName = types.NamespacedName{Namespace: namespace, Name: fmt.Sprintf("object-%d", index)}
	}
	began := time.Now()
	for done := 0; done < count; done += len(requests) {
		for _, request := range requests {
			work.Add(request)
		}
		for range requests {
			request, _ := work.Get()
			work.Done(request)
		}
	}
	return figures{"requestsPerSecond": float64(count) / time.Since(began).Seconds()}
}

func heapUsed() float64 {
	for range 3 {
		runtime.GC()
	}
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return float64(stats.HeapAlloc)
}

func cpuTime() time.Duration {
	var usage syscall.Rusage
	must(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
