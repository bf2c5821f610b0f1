/** Transforms the events of a case into rows; each event is in a parcel, as on a stream. */
import { toLine, isRejected, type Line } from '../../../lib/transform/to-line.ts';
import { javaDate } from '../../../lib/generate/log-record.ts';
import { decode } from '../../../lib/transform/decode/decode.ts';
import { writeParcel } from '../../../schemas/parcel.ts';
import type { IngestPath } from '../../../schemas/vocabulary.ts';
import type { QueryCase, CaseEvent, CaseNotification } from './read-cases.ts';

type MessageFields = Readonly<Record<string, unknown>>;
type TimedEvent = {
    readonly json: MessageFields;
    readonly atMs: number;
    readonly arrivesAfter: number;
    readonly paths: readonly IngestPath[];
};

const POOL = 'us-west-2_EXAMPLE';
const CHALLENGES: MessageFields = { Pass: ['Password:Success'], Fail: ['Password:Failure'] };

const fillCounter = (text: string, n: number): string =>
    text.replace(/\{n(?:([%/])(\d+))?\}/g, (_, sign: string | undefined, by: string | undefined) => {
        if (sign === '%') return String(((n - 1) % Number(by)) + 1);
        return String(sign === '/' ? Math.floor((n - 1) / Number(by)) + 1 : n);
    });

const fillCounters = (value: unknown, n: number): unknown => {
    if (typeof value === 'string') return fillCounter(value, n);
    if (Array.isArray(value)) return value.map((item) => fillCounters(item, n));
    return value;
};

const parseUtcTime = (text: string): number => {
    const ms = Date.parse(text);
    if (Number.isNaN(ms) || !text.endsWith('Z')) throw new Error(`Not a UTC time: ${text}`);
    return ms;
};

/** A creationDate as Cognito writes it; ISO if the time has milliseconds. */
const formatCreationDate = (ms: number): string => (ms % 1000 === 0 ? javaDate(ms) : new Date(ms).toISOString());

const messageOf = (fields: MessageFields, eventId: string, startedAtMs: number): MessageFields => {
    const { userName = 'ana', eventResponse = 'Pass' } = fields;
    return {
        version: '1',
        eventId,
        eventType: 'SignIn',
        userSub: userName === null ? null : `sub-${String(userName)}`,
        userName,
        userPoolId: POOL,
        clientId: '1example23456789',
        creationDate: formatCreationDate(startedAtMs),
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
        ...fields,
    };
};

const logEventOf = (eventSource: string, atMs: number, message: MessageFields): MessageFields => ({
    eventTimestamp: String(atMs),
    eventSource,
    logLevel: eventSource === 'USER_NOTIFICATION' ? 'ERROR' : 'INFO',
    message,
    logSourceId: { userPoolId: message['userPoolId'] },
});

const ingestPathsOf = (path: CaseEvent['path'], defaultPath: IngestPath): readonly IngestPath[] =>
    typeof path === 'object' ? path : [path ?? defaultPath];

const toTimedEvent = (event: CaseEvent, position: string, n: number): TimedEvent => {
    const {
        at,
        times: _times,
        everySeconds = 0,
        arrivesAfter = 5,
        path,
        attempt = `${position}-{n}`,
        startedAt,
        ...fields
    } = event;
    const shiftMs = (n - 1) * everySeconds * 1000;
    const atMs = parseUtcTime(at) + shiftMs;
    const filledFields = Object.fromEntries(
        Object.entries(fields).map(([name, value]) => [name, fillCounters(value, n)]),
    );
    const message = messageOf(filledFields, fillCounter(attempt, n), parseUtcTime(startedAt ?? at) + shiftMs);
    return {
        json: logEventOf('USER_AUTH_EVENTS', atMs, message),
        atMs,
        arrivesAfter,
        paths: ingestPathsOf(path, 'firehose'),
    };
};

const toTimedNotification = (notification: CaseNotification, n: number): TimedEvent => {
    const { at, everySeconds = 0, arrivesAfter = 5, path, userPoolId = POOL, details } = notification;
    const atMs = parseUtcTime(at) + (n - 1) * everySeconds * 1000;
    return {
        json: logEventOf('USER_NOTIFICATION', atMs, { details: fillCounters(details, n), userPoolId }),
        atMs,
        arrivesAfter,
        paths: ingestPathsOf(path, 'cloudwatch_logs'),
    };
};

const countTo = (times = 1): readonly number[] => Array.from({ length: times }, (_, index) => index + 1);

const linesOf = ({ json, atMs, arrivesAfter, paths }: TimedEvent, logEventId: string): readonly Line[] =>
    paths.map((ingestPath) => {
        const arrivedAt = atMs + arrivesAfter * 1000;
        const parcel = writeParcel({
            text: JSON.stringify(json),
            arrivedAt,
            ingestPath,
            logEventId: ingestPath === 'cloudwatch_logs' ? logEventId : null,
        });
        const [line, ...more] = decode({ recordId: '1', arrivedAt, data: Buffer.from(parcel).toString('base64') }).map(
            toLine,
        );
        if (line === undefined || more.length > 0 || isRejected(line))
            throw new Error(`Not exactly one valid event: ${JSON.stringify(json)}`);
        return line;
    });

/** The lines of all events of a case, each with its table and partition. */
export const caseLines = ({
    events = [],
    notifications = [],
}: Pick<QueryCase, 'events' | 'notifications'>): readonly Line[] => [
    ...events.flatMap((event, index) =>
        countTo(event.times).flatMap((n) => linesOf(toTimedEvent(event, String(index + 1), n), `e${index}-${n}`)),
    ),
    ...notifications.flatMap((notification, index) =>
        countTo(notification.times).flatMap((n) => linesOf(toTimedNotification(notification, n), `n${index}-${n}`)),
    ),
];
