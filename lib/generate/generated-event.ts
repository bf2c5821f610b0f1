/** An event that the generator made: its text as Cognito would export it, and what the text does not say of itself. */

export const EVENT_KINDS = ['activity', 'notification', 'bad'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

export type GeneratedEvent = {
    /** One line of JSON; of a bad event, perhaps none. */
    readonly text: string;
    readonly kind: EventKind;
    readonly poolId: string;
    /** Epoch ms. */
    readonly atMs: number;
    /** eventId of the attempt that the record belongs to; empty for a notification. */
    readonly attempt: string;
    /** `usual`, or the name of the variation or of the breakage. */
    readonly form: string;
};
