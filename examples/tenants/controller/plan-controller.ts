import { controllerManagedBy, done, enqueueMapped, mergePatch, type Manager } from '@kubewright/controller-runtime';
import { Plan, Tenant } from '../api/v1/zz_generated.object.ts';
import { TENANTS_BY_PLAN } from './tenant-controller.ts';

/**
 * Counts the tenants of each plan. A tenant that moves from one plan to another is an event for both: the map function is
 * called for the old object and for the new one.
 *
 * +kubebuilder:rbac:groups=tenancy.example.com,resources=plans,verbs=get;list;watch
 * +kubebuilder:rbac:groups=tenancy.example.com,resources=plans/status,verbs=get;patch
 */
export async function setUpPlanController(manager: Manager): Promise<void> {
  await controllerManagedBy(manager)
    .for(Plan)
    .watches(
      Tenant,
      enqueueMapped((tenant) => [{ namespace: '', name: tenant.spec.plan }]),
    )
    .completeWithObject(async (plan, { signal }) => {
      const { name } = plan.metadata;
      const { items } = await manager.client.list(Tenant, { fieldSelector: `${TENANTS_BY_PLAN}=${name}` });
      if (items.length !== plan.status?.tenants) {
        await manager.client.status.patch(Plan, { name }, mergePatch({ status: { tenants: items.length } }), {
          signal,
        });
      }
      return done;
    });
}
