/** Variations of the words in a record: types, responses, risks and challenges, known in another spelling or not known at all. */
import { activityRecord } from './activity-record.ts';
import type { Json, JsonObject } from './log-record.ts';
import { withMessage, type ActivitySubject, type Variation, type Variations } from './variation.ts';

const message = (name: string, fields: (subject: ActivitySubject) => JsonObject): Variation<ActivitySubject> => ({
    name,
    write: (subject) => withMessage(activityRecord(subject.attempt, subject.step), fields(subject)),
});

type Challenge = { readonly name: string; readonly response: string };

const challengesOf = ({ step }: ActivitySubject): readonly Challenge[] =>
    (step.challenges.length === 0 ? ['Password:Success'] : step.challenges).map((text) => {
        const [name = '', response = ''] = text.split(':');
        return { name, response };
    });

const camelCase = ({ name, response }: Challenge): JsonObject => ({ challengeName: name, challengeResponse: response });
const pascalCase = ({ name, response }: Challenge): JsonObject => ({
    ChallengeName: name,
    ChallengeResponse: response,
});
const challenges = (name: string, write: (list: readonly Challenge[]) => Json): Variation<ActivitySubject> =>
    message(name, (subject) => ({ challenges: write(challengesOf(subject)) }));

export const WORD_VARIATIONS: Variations<ActivitySubject> = [
    message('event-type-unknown', () => ({ eventType: 'TokenRefresh' })),
    message('event-type-in-other-case', ({ attempt }) => ({
        eventType: attempt.eventType.replace(/(?<=.)[A-Z]/g, '_$&').toUpperCase(),
    })),
    message('event-type-blank', () => ({ eventType: '' })),
    message('event-response-unknown', () => ({ eventResponse: 'Expired' })),
    message('event-response-in-capitals', ({ step }) => ({ eventResponse: step.response.toUpperCase() })),
    message('risk-level-in-capitals', () => ({ riskLevel: 'HIGH', riskDecision: 'BLOCK' })),
    message('risk-level-with-no-risk', () => ({ riskLevel: 'Low', riskDecision: 'NoRisk' })),
    message('risk-decision-with-separators', () => ({ riskLevel: 'Medium', riskDecision: 'ACCOUNT_TAKEOVER' })),
    message('risk-decision-unknown', () => ({ riskDecision: 'StepUp' })),
    challenges('challenges-as-objects', (list) => list.map(camelCase)),
    challenges('challenges-as-api-objects', (list) => list.map(pascalCase)),
    challenges('challenges-as-json-text', (list) =>
        JSON.stringify(list.map(({ name, response }) => `${name}:${response}`)),
    ),
    challenges('challenges-as-json-text-of-objects', (list) => JSON.stringify(list.map(camelCase))),
    challenges('challenges-as-one-text', (list) =>
        list
            .slice(0, 1)
            .map(({ name, response }) => `${name}:${response}`)
            .join(''),
    ),
    challenges('challenges-null', () => null),
    challenges('challenges-of-another-kind', () => ['Password:Success', 7]),
    challenges('challenge-without-result', () => ['Password']),
];
