/** One attempt of a user, before it is written: who, from where, and the one to three records that it leaves. */
import type { Presence } from './presence.ts';

export type Response = 'InProgress' | 'Pass' | 'Fail';

/** What one record of the attempt says that the others don't. */
export type Step = { readonly atMs: number; readonly response: Response; readonly challenges: readonly string[] };

export type Risk = {
    /** `Low`, `Medium`, `High`, or empty. */
    readonly level: string;
    readonly decision: string;
    readonly isCompromised: boolean;
};

export type Feedback = { readonly value: string; readonly provider: string; readonly atMs: number };

export type Account = { readonly sub: string; readonly name: string; readonly idpName: string };

export type Attempt = {
    readonly eventId: string;
    readonly eventType: string;
    readonly poolId: string;
    readonly startedAtMs: number;
    readonly account: Account;
    readonly presence: Presence;
    readonly risk: Risk;
    readonly feedback: Feedback | null;
    readonly steps: readonly Step[];
};
