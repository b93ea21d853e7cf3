// Package controller keeps rows true to PostgresWriters.
package controller

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/builder"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"
	"sigs.k8s.io/controller-runtime/pkg/log"
	"sigs.k8s.io/controller-runtime/pkg/predicate"

	"kubewright.dev/bench/go/api"
	"kubewright.dev/bench/go/rows"
)

const (
	finalizer = "finalizers.postgreswriters.demo.yash.com/cleanup-row"
	workers   = 64
)

// Reconciler writes a row before it says so in the status, and removes it before it lets the object go.
type Reconciler struct {
	Client client.Client
	Rows   *rows.Store
}

// SetupWithManager has it called for new specs and deletions, not for what it wrote itself.
func (r *Reconciler) SetupWithManager(mgr ctrl.Manager) error {
	return ctrl.NewControllerManagedBy(mgr).
		For(&api.PostgresWriter{}, builder.WithPredicates(predicate.GenerationChangedPredicate{})).
		WithOptions(controller.Options{MaxConcurrentReconciles: workers}).
		Complete(r)
}

// Reconcile brings one row to what its object asks for.
func (r *Reconciler) Reconcile(ctx context.Context, req ctrl.Request) (ctrl.Result, error) {
	object := &api.PostgresWriter{}
	if err := r.Client.Get(ctx, req.NamespacedName, object); err != nil {
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	if !object.DeletionTimestamp.IsZero() {
		return ctrl.Result{}, r.finalize(ctx, object)
	}
	if !controllerutil.ContainsFinalizer(object, finalizer) {
		if err := r.patchFinalizers(ctx, object, append(object.Finalizers, finalizer)); err != nil {
			return ctrl.Result{}, err
		}
	}
	wrote := r.write(ctx, object)
	if err := r.writeStatus(ctx, object, wrote); err != nil {
		return ctrl.Result{}, err
	}
	if wrote == nil {
		log.FromContext(ctx).Info("row written", "table", object.Spec.Table)
	}
	return ctrl.Result{}, wrote
}

func (r *Reconciler) write(ctx context.Context, object *api.PostgresWriter) error {
	row := rows.Row{ID: rowID(object), Name: object.Spec.Name, Age: object.Spec.Age, Country: object.Spec.Country}
	if previous := object.Status.Table; previous != "" && previous != object.Spec.Table {
		return r.Rows.Move(ctx, previous, object.Spec.Table, row)
	}
	return r.Rows.Write(ctx, object.Spec.Table, row)
}

func (r *Reconciler) finalize(ctx context.Context, object *api.PostgresWriter) error {
	if !controllerutil.ContainsFinalizer(object, finalizer) {
		return nil
	}
	table := object.Status.Table
	if table == "" {
		table = object.Spec.Table
	}
	if err := r.Rows.Remove(ctx, table, rowID(object)); err != nil {
		return err
	}
	left := make([]string, 0, len(object.Finalizers))
	for _, name := range object.Finalizers {
		if name != finalizer {
			left = append(left, name)
		}
	}
	if err := r.patchFinalizers(ctx, object, left); err != nil {
		return client.IgnoreNotFound(err)
	}
	log.FromContext(ctx).Info("row removed", "table", table)
	return nil
}

type operation struct {
	Op    string `json:"op"`
	Path  string `json:"path"`
	Value any    `json:"value"`
}

// patchFinalizers writes by a JSON patch that tests the version read: the cheapest write that an API server has for it.
func (r *Reconciler) patchFinalizers(ctx context.Context, object *api.PostgresWriter, finalizers []string) error {
	patch, err := json.Marshal([]operation{
		{Op: "test", Path: "/metadata/resourceVersion", Value: object.ResourceVersion},
		{Op: "add", Path: "/metadata/finalizers", Value: finalizers},
	})
	if err != nil {
		return err
	}
	return r.Client.Patch(ctx, object, client.RawPatch(types.JSONPatchType, patch))
}

// writeStatus writes only what is news, by a PUT, which costs the API server less than a patch.
func (r *Reconciler) writeStatus(ctx context.Context, object *api.PostgresWriter, wrote error) error {
	condition := metav1.Condition{Type: "Ready", Status: metav1.ConditionTrue, Reason: "InSync",
		Message: "the row equals the spec", ObservedGeneration: object.Generation}
	if wrote != nil {
		condition.Status, condition.Reason, condition.Message = metav1.ConditionFalse, "WriteFailed", words(wrote)
	}
	changed := meta.SetStatusCondition(&object.Status.Conditions, condition)
	if wrote == nil && object.Status.Table != object.Spec.Table {
		object.Status.Table, changed = object.Spec.Table, true
	}
	if object.Status.ObservedGeneration != object.Generation {
		object.Status.ObservedGeneration, changed = object.Generation, true
	}
	if !changed {
		return nil
	}
	return client.IgnoreNotFound(r.Client.Status().Update(ctx, object))
}

// words are without row values: PostgreSQL's own message may quote them.
func words(err error) string {
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		return "PostgreSQL refused the row: SQLSTATE " + refused.Code
	}
	return "PostgreSQL could not be reached"
}

func rowID(object *api.PostgresWriter) string { return object.Namespace + "/" + object.Name }
