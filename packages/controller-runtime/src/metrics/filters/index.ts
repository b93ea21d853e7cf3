export {
  withAuthenticationAndAuthorization,
  type FilterContext,
  type FilterProvider,
} from './authentication-and-authorization.ts';
