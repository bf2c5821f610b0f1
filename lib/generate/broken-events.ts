/** Ways in which an event can be of no use, each with the reason for which it is refused. */
import type { RefusalReason } from '../../schemas/refusal-reasons.ts';

export type BrokenEvent = {
    readonly name: string;
    readonly reason: RefusalReason;
    /** Breaks the text of a good event of user activity; what comes out is one line. */
    readonly breakUp: (text: string) => string;
};

/** Every mention of the pool, in the message and in the source. */
const POOLS = /"userPoolId":"[^"]*"/g;
const poolNamed = (text: string, id: string): string =>
    text.replaceAll(POOLS, () => `"userPoolId":${JSON.stringify(id)}`);

export const BROKEN_EVENTS: readonly [BrokenEvent, ...BrokenEvent[]] = [
    { name: 'cut-off', reason: 'not_json', breakUp: (text) => text.slice(0, Math.floor(text.length / 2)) },
    { name: 'comma-missing', reason: 'not_json', breakUp: (text) => text.replace(',"logLevel"', '"logLevel"') },
    { name: 'single-quotes', reason: 'not_json', breakUp: (text) => text.replaceAll('"', "'") },
    { name: 'list', reason: 'not_an_object', breakUp: (text) => `[${text}]` },
    { name: 'number', reason: 'not_an_object', breakUp: () => '42' },
    { name: 'quoted', reason: 'not_an_object', breakUp: (text) => JSON.stringify(text) },
    {
        name: 'source-unknown',
        reason: 'unknown_event_source',
        breakUp: (text) => text.replace('"USER_AUTH_EVENTS"', '"USER_BILLING"'),
    },
    {
        name: 'source-missing',
        reason: 'unknown_event_source',
        breakUp: (text) => text.replace('"eventSource"', '"source"'),
    },
    { name: 'pool-missing', reason: 'no_user_pool_id', breakUp: (text) => poolNamed(text, '') },
    { name: 'pool-a-path', reason: 'bad_user_pool_id', breakUp: (text) => poolNamed(text, '../../etc_passwd') },
    {
        name: 'pool-too-long',
        reason: 'bad_user_pool_id',
        breakUp: (text) => poolNamed(text, `us-west-2_${'E'.repeat(50)}`),
    },
];
