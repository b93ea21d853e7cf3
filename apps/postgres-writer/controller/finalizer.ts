/** Keeps an object until its row is proven absent. The Go original's name: an upgrade in place works. */
export const FINALIZER = 'finalizers.postgreswriters.demo.yash.com/cleanup-row';
