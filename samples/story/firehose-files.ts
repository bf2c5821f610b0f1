/** Firehose events of the samples: one for `serverless invoke local`, and one that looks like a saved event. */
import { controlMessage } from '../../lib/generate/log-envelope.ts';
import { sampleRecord, envelope, firehoseEvent, parcelOf } from './sample-records.ts';
import { newSampleUser, sampleUser, SHOP_POOL } from './sample-users.ts';
import { brokenEvent } from './odd-forms.ts';
import { storedGzip } from './stored-gzip.ts';
import { SIGNED_IN, eventsOf, documentedEventsOf } from './user-actions.ts';

const json = (value: object): Buffer => Buffer.from(`${JSON.stringify(value, null, 4)}\n`);
const texts = (events: readonly { readonly text: string }[]): string => events.map(({ text }) => `${text}\n`).join('');
const PASSED_STEPS = SIGNED_IN.slice(1);

/** One record for each result (ok, dropped, rejected); the recordId names the result. */
export const invokeLocalEvent = (): Buffer => {
    const ana = { user: sampleUser('ana'), at: '2026-01-15T16:00:00Z', steps: PASSED_STEPS };
    return json(
        firehoseEvent('2026-01-15T16:01:00Z', [
            sampleRecord('ok-documented-form', texts(documentedEventsOf(ana))),
            sampleRecord('ok-export-form', texts(eventsOf({ ...ana, at: '2026-01-15T16:00:05Z' }))),
            sampleRecord(
                'ok-envelope-of-one-partition',
                envelope(eventsOf({ user: sampleUser('grace'), at: '2026-01-15T08:41:05Z' })),
            ),
            sampleRecord('dropped-control-message', storedGzip(controlMessage(Date.parse('2026-01-15T16:00:30Z')))),
            sampleRecord('rejected-not-json', texts(brokenEvent('cut-off', '2026-01-15T16:00:40Z'))),
            sampleRecord('rejected-no-user-pool-id', texts(brokenEvent('pool-missing', '2026-01-15T16:00:50Z'))),
        ]),
    );
};

/** A row that our encoder wrote. Firehose saves it in this form if the format conversion fails; redrive sends it again. */
const encodedRow = {
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

/** A saved test event: valid records of several kinds, and two records that cannot be decoded. */
export const savedEvent = (): Buffer => {
    const user = newSampleUser('kavya', 0);
    const [first, second] = [
        eventsOf({ user, at: '2026-01-14T20:00:00Z' }),
        eventsOf({ user, at: '2026-01-14T21:10:00Z' }),
    ];
    return json(
        firehoseEvent('2026-01-14T21:11:00Z', [
            sampleRecord('1-ndjson', texts(first)),
            sampleRecord('2-parcels', second.map((event) => `${parcelOf(event)}\n`).join('')),
            sampleRecord(
                '3-row-in-a-parcel',
                parcelOf({ text: JSON.stringify(encodedRow), atMs: Date.parse('2026-01-14T21:10:59Z') }),
            ),
            sampleRecord('4-control-message', storedGzip(controlMessage(Date.parse('2026-01-14T21:10:30Z')))),
            sampleRecord('5-empty', ''),
            { recordId: '6-not-base64', data: '*** this is not base64 ***' },
            sampleRecord('7-gzip-cut-off', envelope(first).subarray(0, 300)),
        ]),
    );
};
