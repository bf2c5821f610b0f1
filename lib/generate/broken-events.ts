/** Ways to break an event, each with the rejection reason that the transform must report. */
import type { RejectionReason } from '../../schemas/rejection-reasons.ts';

export type BrokenEvent = {
    readonly name: string;
    readonly reason: RejectionReason;
    /** Turns the text of a valid user activity event into one line of broken text. */
    readonly breakText: (text: string) => string;
};

/** Matches the pool id in the message and in logSourceId. */
const POOL_ID_FIELDS = /"userPoolId":"[^"]*"/g;
const withPoolId = (text: string, id: string): string =>
    text.replaceAll(POOL_ID_FIELDS, () => `"userPoolId":${JSON.stringify(id)}`);

export const BROKEN_EVENTS: readonly [BrokenEvent, ...BrokenEvent[]] = [
    { name: 'cut-off', reason: 'not_json', breakText: (text) => text.slice(0, Math.floor(text.length / 2)) },
    { name: 'comma-missing', reason: 'not_json', breakText: (text) => text.replace(',"logLevel"', '"logLevel"') },
    { name: 'single-quotes', reason: 'not_json', breakText: (text) => text.replaceAll('"', "'") },
    { name: 'list', reason: 'not_an_object', breakText: (text) => `[${text}]` },
    { name: 'number', reason: 'not_an_object', breakText: () => '42' },
    { name: 'quoted', reason: 'not_an_object', breakText: (text) => JSON.stringify(text) },
    {
        name: 'source-unknown',
        reason: 'unknown_event_source',
        breakText: (text) => text.replace('"USER_AUTH_EVENTS"', '"USER_BILLING"'),
    },
    {
        name: 'source-missing',
        reason: 'unknown_event_source',
        breakText: (text) => text.replace('"eventSource"', '"source"'),
    },
    { name: 'pool-missing', reason: 'no_user_pool_id', breakText: (text) => withPoolId(text, '') },
    { name: 'pool-a-path', reason: 'bad_user_pool_id', breakText: (text) => withPoolId(text, '../../etc_passwd') },
    {
        name: 'pool-too-long',
        reason: 'bad_user_pool_id',
        breakText: (text) => withPoolId(text, `us-west-2_${'E'.repeat(50)}`),
    },
];
