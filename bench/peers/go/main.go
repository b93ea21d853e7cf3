// The peer: what one would write today with controller-runtime and pgx, tuned. It reads KUBECONFIG, WATCH_NAMESPACE and
// the standard PG* variables.
package main

import (
	"os"

	"k8s.io/apimachinery/pkg/runtime"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"

	"kubewright.dev/bench/go/api"
	"kubewright.dev/bench/go/controller"
	"kubewright.dev/bench/go/rows"
)

func main() {
	ctrl.SetLogger(zap.New())
	if err := run(); err != nil {
		ctrl.Log.Error(err, "ended by a failure")
		os.Exit(1)
	}
}

func run() error {
	ctx := ctrl.SetupSignalHandler()
	config, err := ctrl.GetConfig()
	if err != nil {
		return err
	}
	config.QPS = -1 // no throttling in the client: the API server has its own
	scheme := runtime.NewScheme()
	if err := api.AddToScheme(scheme); err != nil {
		return err
	}
	manager, err := ctrl.NewManager(config, ctrl.Options{
		Scheme: scheme,
		Cache: cache.Options{
			DefaultNamespaces: map[string]cache.Config{os.Getenv("WATCH_NAMESPACE"): {}},
			DefaultTransform:  cache.TransformStripManagedFields(),
		},
		Metrics: server.Options{BindAddress: "0"},
	})
	if err != nil {
		return err
	}
	store, err := rows.Open(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	if err := (&controller.Reconciler{Client: manager.GetClient(), Rows: store}).SetupWithManager(manager); err != nil {
		return err
	}
	return manager.Start(ctx)
}
