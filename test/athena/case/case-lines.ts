/** Turns the events of a case into the rows that the transform makes of them: every event travels in a parcel, as it would on a stream. */
import { answerable, isBad, type Line } from '../../../lib/transform/answerable.ts';
import { javaDate } from '../../../lib/generate/log-record.ts';
import { unwrap } from '../../../lib/transform/decode/unwrap.ts';
import { writeParcel } from '../../../schemas/parcel.ts';
import type { IngestPath } from '../../../schemas/vocabulary.ts';
import type { Case, GivenEvent, GivenNotification } from './given-case.ts';

type Values = Readonly<Record<string, unknown>>;
type Event = {
    readonly json: Values;
    readonly atMs: number;
    readonly arrivesAfter: number;
    readonly paths: readonly IngestPath[];
};

const POOL = 'us-west-2_EXAMPLE';
const CHALLENGES: Values = { Pass: ['Password:Success'], Fail: ['Password:Failure'] };

const counted = (text: string, n: number): string =>
    text.replace(/\{n(?:([%/])(\d+))?\}/g, (_, sign: string | undefined, by: string | undefined) => {
        if (sign === '%') return String(((n - 1) % Number(by)) + 1);
        return String(sign === '/' ? Math.floor((n - 1) / Number(by)) + 1 : n);
    });

const filled = (value: unknown, n: number): unknown => {
    if (typeof value === 'string') return counted(value, n);
    if (Array.isArray(value)) return value.map((item) => filled(item, n));
    return value;
};

const timeOf = (text: string): number => {
    const ms = Date.parse(text);
    if (Number.isNaN(ms) || !text.endsWith('Z')) throw new Error(`not a time of UTC: ${text}`);
    return ms;
};

/** As Cognito writes it; a time between seconds as ISO. */
const creationDate = (ms: number): string => (ms % 1000 === 0 ? javaDate(ms) : new Date(ms).toISOString());

const messageOf = (given: Values, eventId: string, startedAtMs: number): Values => {
    const { userName = 'ana', eventResponse = 'Pass' } = given;
    return {
        version: '1',
        eventId,
        eventType: 'SignIn',
        userSub: userName === null ? null : `sub-${String(userName)}`,
        userName,
        userPoolId: POOL,
        clientId: '1example23456789',
        creationDate: creationDate(startedAtMs),
        eventResponse,
        riskLevel: '',
        riskDecision: 'PASS',
        challenges: CHALLENGES[String(eventResponse)] ?? [],
        deviceName: 'Chrome 126, Windows 10',
        ipAddress: '192.0.2.1',
        requestId: eventId,
        idpName: '',
        compromisedCredentialDetected: 'false',
        city: 'Lyon',
        country: 'France',
        hasContextData: 'true',
        ...given,
    };
};

const recordOf = (eventSource: string, atMs: number, message: Values): Values => ({
    eventTimestamp: String(atMs),
    eventSource,
    logLevel: eventSource === 'USER_NOTIFICATION' ? 'ERROR' : 'INFO',
    message,
    logSourceId: { userPoolId: message['userPoolId'] },
});

const pathsOf = (path: GivenEvent['path'], usual: IngestPath): readonly IngestPath[] =>
    typeof path === 'object' ? path : [path ?? usual];

const eventOf = (event: GivenEvent, place: string, n: number): Event => {
    const {
        at,
        times: _times,
        everySeconds = 0,
        arrivesAfter = 5,
        path,
        attempt = `${place}-{n}`,
        startedAt,
        ...fields
    } = event;
    const shiftMs = (n - 1) * everySeconds * 1000;
    const atMs = timeOf(at) + shiftMs;
    const given = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, filled(value, n)]));
    const message = messageOf(given, counted(attempt, n), timeOf(startedAt ?? at) + shiftMs);
    return { json: recordOf('USER_AUTH_EVENTS', atMs, message), atMs, arrivesAfter, paths: pathsOf(path, 'firehose') };
};

const notificationOf = (notification: GivenNotification, n: number): Event => {
    const { at, everySeconds = 0, arrivesAfter = 5, path, userPoolId = POOL, details } = notification;
    const atMs = timeOf(at) + (n - 1) * everySeconds * 1000;
    return {
        json: recordOf('USER_NOTIFICATION', atMs, { details: filled(details, n), userPoolId }),
        atMs,
        arrivesAfter,
        paths: pathsOf(path, 'cloudwatch_logs'),
    };
};

const oneToTimes = (times = 1): readonly number[] => Array.from({ length: times }, (_, index) => index + 1);

const linesOf = ({ json, atMs, arrivesAfter, paths }: Event, logEventId: string): readonly Line[] =>
    paths.map((ingestPath) => {
        const arrivedAt = atMs + arrivesAfter * 1000;
        const parcel = writeParcel({
            text: JSON.stringify(json),
            arrivedAt,
            ingestPath,
            logEventId: ingestPath === 'cloudwatch_logs' ? logEventId : null,
        });
        const [line, ...more] = unwrap({ recordId: '1', arrivedAt, data: Buffer.from(parcel).toString('base64') }).map(
            answerable,
        );
        if (line === undefined || more.length > 0 || isBad(line))
            throw new Error(`not one good event: ${JSON.stringify(json)}`);
        return line;
    });

/** The lines of all its events, each with its table and partition. */
export const caseLines = ({
    events = [],
    notifications = [],
}: Pick<Case, 'events' | 'notifications'>): readonly Line[] => [
    ...events.flatMap((event, index) =>
        oneToTimes(event.times).flatMap((n) => linesOf(eventOf(event, String(index + 1), n), `e${index}-${n}`)),
    ),
    ...notifications.flatMap((notification, index) =>
        oneToTimes(notification.times).flatMap((n) => linesOf(notificationOf(notification, n), `n${index}-${n}`)),
    ),
];
