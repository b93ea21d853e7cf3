// Package controller has the tutorial's loop.
package controller

import (
	"context"
	"fmt"
	"reflect"

	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"
	"sigs.k8s.io/controller-runtime/pkg/log"

	"kubewright.dev/bench/go-tutorial/api"
	"kubewright.dev/bench/go-tutorial/psql"
)

const finalizer = "finalizers.postgreswriters.demo.yash.com/cleanup-row"

// Reconciler is called for every event: no predicates, one worker.
type Reconciler struct {
	client.Client
	DB *psql.Client
}

// SetupWithManager uses all defaults.
func (r *Reconciler) SetupWithManager(mgr ctrl.Manager) error {
	return ctrl.NewControllerManagedBy(mgr).For(&api.PostgresWriter{}).Complete(r)
}

// Reconcile sets the finalizers, then inserts; or deletes, then takes the finalizer away.
func (r *Reconciler) Reconcile(ctx context.Context, req ctrl.Request) (ctrl.Result, error) {
	object := &api.PostgresWriter{}
	if err := r.Get(ctx, req.NamespacedName, object); err != nil {
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	if !object.DeletionTimestamp.IsZero() {
		return ctrl.Result{}, r.cleanUp(ctx, object)
	}
	if wanted := []string{finalizer}; !reflect.DeepEqual(wanted, object.Finalizers) {
		object.Finalizers = wanted
		if err := r.Update(ctx, object); err != nil {
			return ctrl.Result{}, err
		}
	}
	spec := object.Spec
	if err := r.DB.Insert(rowID(object), spec.Table, spec.Name, spec.Age, spec.Country); err != nil {
		return ctrl.Result{}, fmt.Errorf("the row was not written: %w", err)
	}
	log.FromContext(ctx).Info("row written")
	return ctrl.Result{}, nil
}

func (r *Reconciler) cleanUp(ctx context.Context, object *api.PostgresWriter) error {
	if err := r.DB.Delete(rowID(object), object.Spec.Table); err != nil {
		return fmt.Errorf("the row was not deleted: %w", err)
	}
	controllerutil.RemoveFinalizer(object, finalizer)
	if err := r.Update(ctx, object); err != nil {
		return fmt.Errorf("the finalizer was not removed: %w", err)
	}
	log.FromContext(ctx).Info("row removed")
	return nil
}

func rowID(object *api.PostgresWriter) string { return object.Namespace + "/" + object.Name }
