/** Variations of types, responses, risks and challenges: known values in another spelling, or unknown values. */
import { activityRecord } from './activity-record.ts';
import type { GeneratedJson, GeneratedJsonObject } from './log-record.ts';
import { withMessage, type ActivitySubject, type EventVariation, type EventVariations } from './variation.ts';

const messageVariation = (
    name: string,
    fields: (subject: ActivitySubject) => GeneratedJsonObject,
): EventVariation<ActivitySubject> => ({
    name,
    write: (subject) => withMessage(activityRecord(subject.attempt, subject.step), fields(subject)),
});

type ChallengePair = { readonly name: string; readonly response: string };

const challengesOf = ({ step }: ActivitySubject): readonly ChallengePair[] =>
    (step.challenges.length === 0 ? ['Password:Success'] : step.challenges).map((text) => {
        const [name = '', response = ''] = text.split(':');
        return { name, response };
    });

const camelCase = ({ name, response }: ChallengePair): GeneratedJsonObject => ({
    challengeName: name,
    challengeResponse: response,
});
const pascalCase = ({ name, response }: ChallengePair): GeneratedJsonObject => ({
    ChallengeName: name,
    ChallengeResponse: response,
});
const challengesVariation = (
    name: string,
    write: (list: readonly ChallengePair[]) => GeneratedJson,
): EventVariation<ActivitySubject> =>
    messageVariation(name, (subject) => ({ challenges: write(challengesOf(subject)) }));

export const WORD_VARIATIONS: EventVariations<ActivitySubject> = [
    messageVariation('event-type-unknown', () => ({ eventType: 'TokenRefresh' })),
    messageVariation('event-type-in-other-case', ({ attempt }) => ({
        eventType: attempt.eventType.replace(/(?<=.)[A-Z]/g, '_$&').toUpperCase(),
    })),
    messageVariation('event-type-blank', () => ({ eventType: '' })),
    messageVariation('event-response-unknown', () => ({ eventResponse: 'Expired' })),
    messageVariation('event-response-in-capitals', ({ step }) => ({ eventResponse: step.response.toUpperCase() })),
    messageVariation('risk-level-in-capitals', () => ({ riskLevel: 'HIGH', riskDecision: 'BLOCK' })),
    messageVariation('risk-level-with-no-risk', () => ({ riskLevel: 'Low', riskDecision: 'NoRisk' })),
    messageVariation('risk-decision-with-separators', () => ({
        riskLevel: 'Medium',
        riskDecision: 'ACCOUNT_TAKEOVER',
    })),
    messageVariation('risk-decision-unknown', () => ({ riskDecision: 'StepUp' })),
    challengesVariation('challenges-as-objects', (list) => list.map(camelCase)),
    challengesVariation('challenges-as-api-objects', (list) => list.map(pascalCase)),
    challengesVariation('challenges-as-json-text', (list) =>
        JSON.stringify(list.map(({ name, response }) => `${name}:${response}`)),
    ),
    challengesVariation('challenges-as-json-text-of-objects', (list) => JSON.stringify(list.map(camelCase))),
    challengesVariation('challenges-as-one-text', (list) =>
        list
            .slice(0, 1)
            .map(({ name, response }) => `${name}:${response}`)
            .join(''),
    ),
    challengesVariation('challenges-null', () => null),
    challengesVariation('challenges-of-another-kind', () => ['Password:Success', 7]),
    challengesVariation('challenge-without-result', () => ['Password']),
];
