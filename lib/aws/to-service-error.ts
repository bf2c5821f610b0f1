/** Converts errors of an AWS service other than S3 into a StoreError with a message for the user. */
import { findSdkFailure, statusOf } from './sdk-failure.ts';
import { StoreError, type StoreErrorKind } from './store-error.ts';

/** Errors that mean something particular to a service, by name. */
export type ServiceErrors = ReadonlyMap<
    string,
    { readonly kind?: StoreErrorKind; readonly why: string; readonly next: string }
>;

/**
 * Converts an Error into a StoreError about `target`. Returns a StoreError, or a value that is not an Error, unchanged.
 *
 * @param target the stream, pool or service, as shown to the user
 * @param errors the service's own errors; of kind `rejected` unless they say otherwise
 */
export const toServiceError = (error: unknown, target: string, errors: ServiceErrors): unknown => {
    if (!(error instanceof Error) || error instanceof StoreError) return error;
    const known = errors.get(error.name);
    if (known !== undefined) return new StoreError(known.kind ?? 'rejected', target, known);
    const failure = findSdkFailure(error);
    if (failure !== undefined) return new StoreError(failure.kind, target, failure);
    return new StoreError(statusOf(error) >= 500 ? 'unavailable' : 'rejected', target, {
        why: `${error.name}: ${error.message}`,
        next: '',
    });
};
