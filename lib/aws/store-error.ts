/** What went wrong at a place where objects lie, in people's words, and of which kind it is. */
import { Complaint } from '../basics/complaint.ts';

/** `vanished` and `denied` are of one object: the rest can go on without it. The others stop a command. */
export type StoreTrouble = 'vanished' | 'denied' | 'damaged' | 'no_bucket' | 'silent' | 'refused';

export class StoreError extends Complaint {
    readonly kind: StoreTrouble;
    /** The reason alone, where the object is named beside. */
    readonly why: string;

    /**
     * @param place the object or prefix, as people write it
     * @param why the reason, to be read behind its name
     * @param next what to do next; empty where nothing can be done
     */
    constructor(kind: StoreTrouble, place: string, { why, next }: { readonly why: string; readonly next: string }) {
        super(`${place}: ${why}.${next === '' ? '' : ` ${next}`}`);
        this.name = 'StoreError';
        this.kind = kind;
        this.why = why;
    }
}
