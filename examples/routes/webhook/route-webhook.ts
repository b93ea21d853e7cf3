import { hubSpokeConverter, webhookManagedBy, type Manager } from '@kubewright/controller-runtime';
import { Route } from '../api/v1/zz_generated.object.ts';
import { Route as RouteV1Alpha1 } from '../api/v1alpha1/zz_generated.object.ts';

/** v1 is what is stored and what the program thinks in; v1alpha1 is how old clients still see it. */
const converter = hubSpokeConverter(Route).spoke(RouteV1Alpha1, {
  convertTo: ({ spec: { host, address } }) => {
    const [service = '', port] = address.split(':');
    return { spec: { host, backend: { service, port: Number(port) } } };
  },
  convertFrom: ({ spec: { host, backend } }) => ({ spec: { host, address: `${backend.service}:${backend.port}` } }),
});

/**
 * Refuses what no schema can: a host that another route has. Whoever writes v1alpha1 is asked the same, in v1.
 *
 * +kubebuilder:webhookconfiguration:mutating=false,name=routes
 * +kubebuilder:webhook:path=/validate-routing-example-com-v1-route,mutating=false,failurePolicy=fail,sideEffects=None,matchPolicy=Equivalent,groups=routing.example.com,resources=routes,verbs=create;update,versions=v1,name=vroute-v1.example.com,admissionReviewVersions=v1
 * +kubebuilder:rbac:groups=routing.example.com,resources=routes,verbs=get;list;watch
 * +kubebuilder:rbac:groups="",resources=secrets,verbs=get;list;watch;create;update
 * +kubebuilder:rbac:groups=admissionregistration.k8s.io,resources=validatingwebhookconfigurations,verbs=get;list;watch;patch
 * +kubebuilder:rbac:groups=apiextensions.k8s.io,resources=customresourcedefinitions,verbs=get;list;watch;patch
 */
export async function setUpRouteWebhooks(manager: Manager): Promise<void> {
  const refuseTakenHost = async ({ metadata, spec }: Route): Promise<readonly string[]> => {
    const { items } = await manager.client.list(Route); // from memory
    const other = items.find((route) => route.spec.host === spec.host && !isSame(route, { metadata, spec }));
    if (other !== undefined) {
      throw new Error(`host "${spec.host}" belongs to ${other.metadata.namespace ?? ''}/${other.metadata.name}`);
    }
    return spec.backend.port === 80 ? ['port 80 is not encrypted'] : [];
  };
  await webhookManagedBy(manager)
    .for(Route)
    .withConverter(converter)
    .withValidator({ validateCreate: refuseTakenHost, validateUpdate: (_before, after) => refuseTakenHost(after) })
    .complete();
}

const isSame = (a: Route, b: Route): boolean =>
  a.metadata.namespace === b.metadata.namespace && a.metadata.name === b.metadata.name;
