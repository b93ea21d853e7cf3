import { createManager, setupSignalHandler } from '@kubewright/controller-runtime';
import { setUpPlanController } from './controller/plan-controller.ts';
import { setUpTenantController } from './controller/tenant-controller.ts';

const manager = await createManager({ metrics: { bindAddress: '0' } });
await setUpTenantController(manager);
await setUpPlanController(manager);
await manager.start(setupSignalHandler());
