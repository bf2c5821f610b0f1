/** Variations of the form of a record: timestamps, booleans and outer fields. */
import { activityRecord, documentedRecord } from './activity-record.ts';
import { javaDate } from './log-record.ts';
import {
    withFields,
    withMessage,
    withoutMessageField,
    type ActivitySubject,
    type EventVariations,
} from './variation.ts';

const realRecord = ({ attempt, step }: ActivitySubject) => activityRecord(attempt, step);
const iso = (ms: number): string => new Date(ms).toISOString();

export const FORM_VARIATIONS: EventVariations<ActivitySubject> = [
    { name: 'documented', write: ({ attempt, step }) => JSON.stringify(documentedRecord(attempt, step)) },
    {
        name: 'time-as-number',
        write: (subject) => withFields(realRecord(subject), { eventTimestamp: subject.step.atMs }),
    },
    {
        name: 'time-in-seconds',
        write: (subject) => withFields(realRecord(subject), { eventTimestamp: Math.floor(subject.step.atMs / 1000) }),
    },
    {
        name: 'time-as-iso',
        write: (subject) => withFields(realRecord(subject), { eventTimestamp: iso(subject.step.atMs) }),
    },
    { name: 'time-missing', write: (subject) => JSON.stringify({ ...realRecord(subject), eventTimestamp: undefined }) },
    {
        name: 'time-not-believable',
        write: (subject) => withFields(realRecord(subject), { eventTimestamp: '86400000' }),
    },
    {
        name: 'creation-date-as-iso',
        write: (subject) => withMessage(realRecord(subject), { creationDate: iso(subject.attempt.startedAtMs) }),
    },
    {
        name: 'creation-date-as-number',
        write: (subject) => withMessage(realRecord(subject), { creationDate: subject.attempt.startedAtMs }),
    },
    {
        name: 'creation-date-with-wrong-weekday',
        write: (subject) =>
            withMessage(realRecord(subject), {
                creationDate: javaDate(subject.attempt.startedAtMs).replace(/^.../, 'Xxx'),
            }),
    },
    {
        name: 'booleans-as-booleans',
        write: (subject) =>
            withMessage(realRecord(subject), {
                compromisedCredentialDetected: subject.attempt.risk.isCompromised,
                hasContextData: subject.attempt.context.hasContextData,
            }),
    },
    {
        name: 'booleans-as-numbers',
        write: (subject) =>
            withMessage(realRecord(subject), {
                compromisedCredentialDetected: Number(subject.attempt.risk.isCompromised),
            }),
    },
    {
        name: 'compromised-in-plural',
        write: (subject) => {
            const record = realRecord(subject);
            const { compromisedCredentialDetected = 'false', ...message } = record.message;
            return withMessage(
                { ...record, message },
                { compromisedCredentialsDetected: compromisedCredentialDetected },
            );
        },
    },
    { name: 'context-data-missing', write: (subject) => withoutMessageField(realRecord(subject), 'hasContextData') },
    {
        name: 'source-spelled-as-in-the-api',
        write: (subject) => withFields(realRecord(subject), { eventSource: 'userAuthEvents' }),
    },
    {
        name: 'pool-only-in-message',
        write: (subject) => JSON.stringify({ ...realRecord(subject), logSourceId: undefined }),
    },
    { name: 'pool-only-in-log-source', write: (subject) => withoutMessageField(realRecord(subject), 'userPoolId') },
    { name: 'log-source-null', write: (subject) => JSON.stringify({ ...realRecord(subject), logSourceId: null }) },
    { name: 'message-null', write: (subject) => JSON.stringify({ ...realRecord(subject), message: null }) },
    { name: 'message-missing', write: (subject) => JSON.stringify({ ...realRecord(subject), message: undefined }) },
    {
        name: 'message-as-json-text',
        write: (subject) =>
            JSON.stringify({ ...realRecord(subject), message: JSON.stringify(realRecord(subject).message) }),
    },
];
