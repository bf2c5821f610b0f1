/** The error of a failed object operation: its kind, and a message for the user. */
import { UserError } from '../basics/user-error.ts';

/** `vanished` and `denied` concern one object, and the command can go on without it. The others end the command. */
export type StoreErrorKind = 'vanished' | 'denied' | 'damaged' | 'no_bucket' | 'unavailable' | 'rejected';

export class StoreError extends UserError {
    readonly kind: StoreErrorKind;
    /** The reason alone, for output that names the object separately. */
    readonly why: string;

    /**
     * @param name the object, prefix, stream or pool, as shown to the user
     * @param why the reason, shown after the name
     * @param next the next step for the user; may be empty
     */
    constructor(kind: StoreErrorKind, name: string, { why, next }: { readonly why: string; readonly next: string }) {
        super(`${name}: ${why}.${next === '' ? '' : ` ${next}`}`);
        this.name = 'StoreError';
        this.kind = kind;
        this.why = why;
    }
}
