/** Firehose events of the samples: one for `serverless invoke local`, one as somebody would have saved it. */
import { controlMessage } from '../../lib/generate/log-envelope.ts';
import { arrival, envelope, firehoseEvent, parcelOf } from './arrivals.ts';
import { newcomer, personNamed, SHOP_POOL } from './cast.ts';
import { broken } from './odd-forms.ts';
import { storedGzip } from './stored-gzip.ts';
import { SIGNED_IN, tell, tellAsDocumented } from './telling.ts';

const json = (value: object): Buffer => Buffer.from(`${JSON.stringify(value, null, 4)}\n`);
const texts = (events: readonly { readonly text: string }[]): string => events.map(({ text }) => `${text}\n`).join('');
const passed = SIGNED_IN.slice(1);

/** One arrival for each ending; the ids say which. */
export const invokeLocal = (): Buffer => {
    const ana = { who: personNamed('ana'), at: '2026-01-15T16:00:00Z', steps: passed };
    return json(
        firehoseEvent('2026-01-15T16:01:00Z', [
            arrival('kept-documented-form', texts(tellAsDocumented(ana))),
            arrival('kept-real-looking-form', texts(tell({ ...ana, at: '2026-01-15T16:00:05Z' }))),
            arrival(
                'kept-envelope-of-one-partition',
                envelope(tell({ who: personNamed('grace'), at: '2026-01-15T08:41:05Z' })),
            ),
            arrival('set-aside-control-message', storedGzip(controlMessage(Date.parse('2026-01-15T16:00:30Z')))),
            arrival('refused-not-json', texts(broken('cut-off', '2026-01-15T16:00:40Z'))),
            arrival('refused-no-user-pool-id', texts(broken('pool-missing', '2026-01-15T16:00:50Z'))),
        ]),
    );
};

/** A line that the lake's own encoder wrote: it comes back when a conversion failed. */
const rowOfOurs = {
    record_id: '0123456789abcdef0123456789abcdef',
    event_at: '2026-01-14 20:00:04.000',
    event_at_source: 'event',
    started_at: '2026-01-14 20:00:00.000',
    arrived_at: '2026-01-14 20:00:06.000',
    event_id: '5b0c7c1e-0000-4000-8000-0000000000dd',
    event_type_raw: 'SignIn',
    event_response: 'Pass',
    risk_decision: 'NoRisk',
    risk_decision_raw: 'PASS',
    user_name: 'quinn',
    client_id: '1example23456789',
    event_source: 'USER_AUTH_EVENTS',
    ingest_path: 'firehose',
    user_pool_id: SHOP_POOL,
    event_type: 'SignIn',
    dt: '2026-01-14',
};

/** What a test of a stream may have left behind: good arrivals of several kinds, and two that nothing can be made of. */
export const savedEvent = (): Buffer => {
    const one = newcomer('kavya', 0);
    const [first, second] = [
        tell({ who: one, at: '2026-01-14T20:00:00Z' }),
        tell({ who: one, at: '2026-01-14T21:10:00Z' }),
    ];
    return json(
        firehoseEvent('2026-01-14T21:11:00Z', [
            arrival('1-ndjson', texts(first)),
            arrival('2-parcels', second.map((event) => `${parcelOf(event)}\n`).join('')),
            arrival('3-row-of-ours', JSON.stringify(rowOfOurs)),
            arrival('4-control-message', storedGzip(controlMessage(Date.parse('2026-01-14T21:10:30Z')))),
            arrival('5-nothing', ''),
            { recordId: '6-not-base64', data: '*** this is not base64 ***' },
            arrival('7-gzip-cut-off', envelope(first).subarray(0, 300)),
        ]),
    );
};
