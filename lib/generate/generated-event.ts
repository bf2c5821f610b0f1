/** A generated event: its text as Cognito would export it, with its kind, pool, time, attempt and form. */

export const EVENT_KINDS = ['activity', 'notification', 'bad'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

export type GeneratedEvent = {
    /** One line of text: JSON, unless the event is bad. */
    readonly text: string;
    readonly kind: EventKind;
    readonly poolId: string;
    /** Epoch ms. */
    readonly atMs: number;
    /** eventId of the attempt that the event belongs to; empty for a notification. */
    readonly attemptId: string;
    /** `usual`, or the name of the variation or of the broken event. */
    readonly form: string;
};
