/** The API group. */
export const GROUP = 'demo.yash.com';
/** The version that this folder holds. */
export const VERSION = 'v1';
/** What `apiVersion` says in an object. */
export const GROUP_VERSION = `${GROUP}/${VERSION}`;
