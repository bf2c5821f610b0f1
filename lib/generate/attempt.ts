/** One attempt of a user before it becomes events: account, request context, risk and one to three steps. */
import type { RequestContext } from './request-context.ts';

export type EventResponse = 'InProgress' | 'Pass' | 'Fail';

/** The fields that differ between the records of an attempt. */
export type AttemptStep = {
    readonly atMs: number;
    readonly response: EventResponse;
    readonly challenges: readonly string[];
};

export type AttemptRisk = {
    /** `Low`, `Medium`, `High`, or empty. */
    readonly level: string;
    readonly decision: string;
    readonly isCompromised: boolean;
};

export type AttemptFeedback = { readonly value: string; readonly provider: string; readonly atMs: number };

export type AttemptAccount = { readonly sub: string; readonly name: string; readonly idpName: string };

export type Attempt = {
    readonly eventId: string;
    readonly eventType: string;
    readonly poolId: string;
    readonly startedAtMs: number;
    readonly account: AttemptAccount;
    readonly context: RequestContext;
    readonly risk: AttemptRisk;
    readonly feedback: AttemptFeedback | null;
    readonly steps: readonly AttemptStep[];
};
