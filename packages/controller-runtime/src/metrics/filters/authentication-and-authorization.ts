import { createHash } from 'node:crypto';
import { TokenReview, type UserInfo } from '@kubewright/apimachinery/authentication/v1';
import { SubjectAccessReview } from '@kubewright/apimachinery/authorization/v1';
import type { Writer } from '../../client/index.ts';
import type { Clock } from '../../internal/clock/clock.ts';
import { toError } from '../../internal/errors.ts';
import type { IncomingMessage, ServerResponse } from '../../internal/http-server/http-server.ts';
import { withDeadline } from '../../internal/with-deadline.ts';
import type { Logger } from '../../log/index.ts';
import type { MetricsFilter } from '../metrics-server.ts';
import { ExpiringCache } from './expiring-cache.ts';

/** What a filter is made with. */
export interface FilterContext {
  readonly client: Pick<Writer, 'create'>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Source: `Options.FilterProvider` of `metrics/server`. */
export type FilterProvider = (context: FilterContext) => MetricsFilter;

/** As in the original. That a token is wrong is kept as short as that: nobody can fill the memory with guesses. */
const TOKEN_TTL_MS = 60_000;
const WRONG_TOKEN_TTL_MS = 10_000;
const ALLOWED_TTL_MS = 5 * 60_000;
const DENIED_TTL_MS = 30_000;
const MAX_ENTRIES = 4096;
const REVIEW_TIMEOUT_MS = 10_000;

/**
 * Lets those in whom the API server knows by their bearer token (TokenReview), and allows to `get` the page's path
 * (SubjectAccessReview on a non-resource URL): 401 and 403 for all others, 500 when the API server cannot be asked.
 * Answers are remembered: a user for a minute, a permission for five, a denial for half of one.
 *
 * The program needs `create` on `tokenreviews` (authentication.k8s.io) and `subjectaccessreviews` (authorization.k8s.io);
 * whoever scrapes needs a ClusterRole with `nonResourceURLs: ["/metrics"], verbs: ["get"]`.
 * Source: `filters.WithAuthenticationAndAuthorization`.
 */
export const withAuthenticationAndAuthorization: FilterProvider = ({ client, clock, log }) => {
  const users = new ExpiringCache<UserInfo | undefined>(clock, MAX_ENTRIES);
  const permissions = new ExpiringCache<boolean>(clock, MAX_ENTRIES);

  const inTime = <T>(call: (signal: AbortSignal) => Promise<T>): Promise<T> =>
    withDeadline(clock, REVIEW_TIMEOUT_MS, new AbortController().signal, call);

  const userOf = (token: string): Promise<UserInfo | undefined> =>
    users.get(
      // The memory of a process is no place for others' tokens.
      createHash('sha256').update(token).digest('base64'),
      async () => {
        const review = { metadata: {}, spec: { token } };
        const { status } = await inTime((signal) => client.create(TokenReview, review, { signal }));
        return status?.authenticated === true ? (status.user ?? {}) : undefined;
      },
      (user) => (user === undefined ? WRONG_TOKEN_TTL_MS : TOKEN_TTL_MS),
    );

  const isAllowed = (user: UserInfo, verb: string, path: string): Promise<boolean> => {
    const { username, ...rest } = user;
    const attributes = { path, verb };
    const spec = { ...(username !== undefined && { user: username }), ...rest, nonResourceAttributes: attributes };
    return permissions.get(
      JSON.stringify(spec),
      async () => {
        const review = { metadata: {}, spec };
        const { status } = await inTime((signal) => client.create(SubjectAccessReview, review, { signal }));
        return status?.allowed === true;
      },
      (allowed) => (allowed ? ALLOWED_TTL_MS : DENIED_TTL_MS),
    );
  };

  return (handler) => async (request, response, url) => {
    try {
      const token = bearerToken(request);
      const user = token === undefined ? undefined : await userOf(token);
      if (user === undefined) {
        refuse(response, 401, 'Unauthorized');
        return;
      }
      if (!(await isAllowed(user, (request.method ?? '').toLowerCase(), url.pathname))) {
        refuse(response, 403, `Authorization denied for user ${user.username ?? ''}`);
        return;
      }
    } catch (thrown) {
      log.error('cannot ask who may read metrics', toError(thrown));
      refuse(response, 500, 'Authentication or authorization failed');
      return;
    }
    await handler(request, response, url);
  };
};

/** RFC 6750; the scheme's case does not count. */
const bearerToken = ({ headers }: IncomingMessage): string | undefined =>
  /^bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];

function refuse(response: ServerResponse, code: number, message: string): void {
  const challenge = code === 401 ? { 'www-authenticate': 'Bearer' } : {};
  response.writeHead(code, { 'content-type': 'text/plain; charset=utf-8', ...challenge }).end(`${message}\n`);
}
