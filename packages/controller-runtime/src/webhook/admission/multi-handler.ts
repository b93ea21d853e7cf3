import { asHandler, type Handler, type HandlerFunc } from './handler.ts';
import { allowed, withWarnings, type AdmissionResponse } from './response.ts';

/**
 * Asks handlers one after the other, each with the same request, and puts their patches and warnings together; the first
 * that refuses decides. See to it that no two of them patch the same field. Source: `admission.MultiMutatingHandler`.
 */
export const multiMutatingHandler = (...handlers: readonly (Handler | HandlerFunc)[]): Handler => ({
  handle: async (request, context) => {
    let all: AdmissionResponse = allowed();
    for (const handler of handlers) {
      const response = await asHandler(handler).handle(request, context);
      const { patches = [], warnings = [] } = response;
      if (!response.allowed) return withWarnings(response, ...(all.warnings ?? []));
      all = withWarnings({ ...all, patches: [...(all.patches ?? []), ...patches] }, ...warnings);
    }
    return all;
  },
});

/**
 * Asks handlers one after the other, each with the same request, and puts their warnings together; the first that refuses
 * decides. Source: `admission.MultiValidatingHandler`.
 */
export const multiValidatingHandler = (...handlers: readonly (Handler | HandlerFunc)[]): Handler => {
  const multi = multiMutatingHandler(...handlers);
  return {
    handle: async (request, context) => {
      const { patches = [], ...response } = await multi.handle(request, context);
      if (patches.length > 0) throw new TypeError('a validating handler answered with patches');
      return response;
    },
  };
};
