// The tutorial's operator as published, on the controller-runtime of its time: one worker, 20 requests a second by the
// client's own throttle, no status. It differs in two ways: values are parameters of the statements, and it keeps to
// the namespace WATCH_NAMESPACE.
package main

import (
	"fmt"
	"os"

	"k8s.io/apimachinery/pkg/runtime"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"

	"kubewright.dev/bench/go-tutorial/api"
	"kubewright.dev/bench/go-tutorial/controller"
	"kubewright.dev/bench/go-tutorial/psql"
)

func main() {
	ctrl.SetLogger(zap.New(zap.UseDevMode(true)))
	if err := run(); err != nil {
		ctrl.Log.Error(err, "ended by a failure")
		os.Exit(1)
	}
}

func run() error {
	config, err := ctrl.GetConfig()
	if err != nil {
		return err
	}
	scheme := runtime.NewScheme()
	if err := api.AddToScheme(scheme); err != nil {
		return err
	}
	manager, err := ctrl.NewManager(config, ctrl.Options{
		Scheme:                 scheme,
		MetricsBindAddress:     "0",
		HealthProbeBindAddress: "0",
		Namespace:              os.Getenv("WATCH_NAMESPACE"),
	})
	if err != nil {
		return err
	}
	db, err := psql.New(fmt.Sprintf("host=%s port=%s user=%s password=%s dbname=%s sslmode=disable", os.Getenv("PGHOST"),
		os.Getenv("PGPORT"), os.Getenv("PGUSER"), os.Getenv("PGPASSWORD"), os.Getenv("PGDATABASE")))
	if err != nil {
		return err
	}
	if err := (&controller.Reconciler{Client: manager.GetClient(), DB: db}).SetupWithManager(manager); err != nil {
		return err
	}
	return manager.Start(ctrl.SetupSignalHandler())
}
