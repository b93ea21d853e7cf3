import { quotePlace } from '../quote.ts';
import type { Place } from '../../controller/row-store.ts';
import type { Statement } from '../sql.ts';

/** Raises lock_not_available at once if the table as a whole is locked against writers. Needs a transaction. */
export const probeTableLock = (place: Place): Statement => ({
  text: `lock table ${quotePlace(place)} in row exclusive mode nowait`,
  values: [],
});
