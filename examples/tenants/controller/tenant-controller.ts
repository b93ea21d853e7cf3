import { setCondition, setControllerReference, type Condition, type Stored } from '@kubewright/apimachinery';
import { Namespace, ResourceQuota } from '@kubewright/apimachinery/core/v1';
import {
  controllerManagedBy,
  done,
  enqueueMapped,
  getIfExists,
  mergePatch,
  type Manager,
  type ReconcileContext,
} from '@kubewright/controller-runtime';
import { Plan, Tenant } from '../api/v1/zz_generated.object.ts';

/** An index: lists of the tenants of a plan are look-ups in memory. */
export const TENANTS_BY_PLAN = 'spec.plan';
const FIELD_MANAGER = 'tenants';

/**
 * Keeps the namespaces of a tenant, each with the quota of its plan.
 *
 * +kubebuilder:rbac:groups=tenancy.example.com,resources=tenants,verbs=get;list;watch
 * +kubebuilder:rbac:groups=tenancy.example.com,resources=tenants/status,verbs=get;patch
 * +kubebuilder:rbac:groups=tenancy.example.com,resources=plans,verbs=get;list;watch
 * +kubebuilder:rbac:groups="",resources=namespaces;resourcequotas,verbs=get;list;watch;create;patch
 */
export async function setUpTenantController(manager: Manager): Promise<void> {
  const { cache, client, clock } = manager;
  cache.indexField(Tenant, TENANTS_BY_PLAN, ({ spec }) => [spec.plan]);

  await controllerManagedBy(manager)
    .for(Tenant)
    .owns(Namespace)
    .watches(
      Plan,
      // A plan that changes concerns all who are on it.
      enqueueMapped(async ({ metadata: { name = '' } }) => {
        const { items } = await client.list(Tenant, { fieldSelector: `${TENANTS_BY_PLAN}=${name}` });
        return items.map((tenant) => ({ namespace: '', name: tenant.metadata.name }));
      }),
    )
    .completeWithObject(async (tenant, context) => {
      if (tenant.metadata.deletionTimestamp !== undefined) return done;
      const plan = await getIfExists(client, Plan, { name: tenant.spec.plan }, { signal: context.signal });
      if (plan !== undefined) for (const name of tenant.spec.namespaces) await apply(name, tenant, plan, context);
      await report(
        tenant,
        plan === undefined
          ? { status: 'False', reason: 'PlanNotFound', message: `there is no plan "${tenant.spec.plan}"` }
          : { status: 'True', reason: 'Applied', message: `${tenant.spec.namespaces.length} namespaces` },
        context,
      );
      return done;
    });

  async function apply(
    name: string,
    tenant: Stored<Tenant>,
    plan: Stored<Plan>,
    { signal }: ReconcileContext,
  ): Promise<void> {
    const options = { fieldManager: FIELD_MANAGER, force: true, signal };
    // Applied, not created: it does not matter what is there already.
    await client.apply(Namespace, setControllerReference(tenant, { metadata: { name } }), options);
    const quota = { metadata: { namespace: name, name: 'plan' }, spec: { hard: plan.spec.hard } };
    await client.apply(ResourceQuota, quota, options);
  }

  async function report(
    { metadata, status }: Stored<Tenant>,
    ready: Pick<Condition, 'status' | 'reason' | 'message'>,
    { signal }: ReconcileContext,
  ): Promise<void> {
    const now = new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');
    const observedGeneration = metadata.generation ?? 0;
    const conditions = setCondition(status?.conditions, { type: 'Ready', observedGeneration, ...ready }, now);
    if (conditions === status?.conditions) return;
    await client.status.patch(Tenant, metadata, mergePatch({ status: { conditions } }), { signal });
  }
}
