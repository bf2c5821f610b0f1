/** Variations of a record's form: its times, its booleans, its outer fields. */
import { activityRecord, documentedRecord } from './activity-record.ts';
import { javaDate } from './log-record.ts';
import { withFields, withMessage, withoutInMessage, type ActivitySubject, type Variations } from './variation.ts';

const real = ({ attempt, step }: ActivitySubject) => activityRecord(attempt, step);
const iso = (ms: number): string => new Date(ms).toISOString();

export const FORM_VARIATIONS: Variations<ActivitySubject> = [
    { name: 'documented', write: ({ attempt, step }) => JSON.stringify(documentedRecord(attempt, step)) },
    { name: 'time-as-number', write: (subject) => withFields(real(subject), { eventTimestamp: subject.step.atMs }) },
    {
        name: 'time-in-seconds',
        write: (subject) => withFields(real(subject), { eventTimestamp: Math.floor(subject.step.atMs / 1000) }),
    },
    { name: 'time-as-iso', write: (subject) => withFields(real(subject), { eventTimestamp: iso(subject.step.atMs) }) },
    { name: 'time-missing', write: (subject) => JSON.stringify({ ...real(subject), eventTimestamp: undefined }) },
    { name: 'time-not-believable', write: (subject) => withFields(real(subject), { eventTimestamp: '86400000' }) },
    {
        name: 'creation-date-as-iso',
        write: (subject) => withMessage(real(subject), { creationDate: iso(subject.attempt.startedAtMs) }),
    },
    {
        name: 'creation-date-as-number',
        write: (subject) => withMessage(real(subject), { creationDate: subject.attempt.startedAtMs }),
    },
    {
        name: 'creation-date-with-wrong-weekday',
        write: (subject) =>
            withMessage(real(subject), { creationDate: javaDate(subject.attempt.startedAtMs).replace(/^.../, 'Xxx') }),
    },
    {
        name: 'booleans-as-booleans',
        write: (subject) =>
            withMessage(real(subject), {
                compromisedCredentialDetected: subject.attempt.risk.isCompromised,
                hasContextData: subject.attempt.presence.hasContextData,
            }),
    },
    {
        name: 'booleans-as-numbers',
        write: (subject) =>
            withMessage(real(subject), { compromisedCredentialDetected: Number(subject.attempt.risk.isCompromised) }),
    },
    {
        name: 'compromised-in-plural',
        write: (subject) => {
            const record = real(subject);
            const { compromisedCredentialDetected = 'false', ...message } = record.message;
            return withMessage(
                { ...record, message },
                { compromisedCredentialsDetected: compromisedCredentialDetected },
            );
        },
    },
    { name: 'context-data-missing', write: (subject) => withoutInMessage(real(subject), 'hasContextData') },
    {
        name: 'source-spelled-as-in-the-api',
        write: (subject) => withFields(real(subject), { eventSource: 'userAuthEvents' }),
    },
    { name: 'pool-only-in-message', write: (subject) => JSON.stringify({ ...real(subject), logSourceId: undefined }) },
    { name: 'pool-only-in-log-source', write: (subject) => withoutInMessage(real(subject), 'userPoolId') },
    { name: 'log-source-null', write: (subject) => JSON.stringify({ ...real(subject), logSourceId: null }) },
    { name: 'message-null', write: (subject) => JSON.stringify({ ...real(subject), message: null }) },
    { name: 'message-missing', write: (subject) => JSON.stringify({ ...real(subject), message: undefined }) },
    {
        name: 'message-as-json-text',
        write: (subject) => JSON.stringify({ ...real(subject), message: JSON.stringify(real(subject).message) }),
    },
];
