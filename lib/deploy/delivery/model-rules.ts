/** What the API's model refuses before anything is looked at: lengths, patterns, words, numbers. */
import { MAX_USER_POOL_ID_CHARACTERS } from '../../../schemas/stored-row.ts';
import { DESTINATIONS, isOfPattern, placesOf, type Place } from './destinations.ts';
import type { LogConfiguration } from './log-configuration.ts';
import { INVALID, type Refusal, type Rule } from './refusal.ts';

const MAX_CONFIGURATIONS = 2;
const EVENT_SOURCES = ['userNotification', 'userAuthEvents'] as const;
const LOG_LEVELS = ['ERROR', 'INFO'] as const;
const POOL_PATTERN = String.raw`[\w-]+_[0-9a-zA-Z]+`;

/** A value of a request that breaks a rule of the model. */
type Broken = { readonly at: string; readonly value: string | null; readonly must: string; readonly next: string };

const said = ({ at, value, must }: Broken): string =>
    `1 validation error detected: Value ${value === null ? '' : `'${value}' `}at '${at}' failed to satisfy constraint: Member must ${must}`;

const lengths = (
    at: string,
    value: string,
    { least, most, next }: { readonly least: number; readonly most: number; readonly next: string },
): readonly Broken[] => {
    if (value.length < least) return [{ at, value, must: `have length greater than or equal to ${least}`, next }];
    return value.length > most ? [{ at, value, must: `have length less than or equal to ${most}`, next }] : [];
};

const pool = (id: string): readonly Broken[] => {
    const [at, next] = ['userPoolId', 'Give the pool’s id as Cognito shows it, such as us-west-2_aB3dE5gH7.'];
    return [
        ...lengths(at, id, { least: 1, most: MAX_USER_POOL_ID_CHARACTERS, next }),
        ...(isOfPattern(POOL_PATTERN, id)
            ? []
            : [{ at, value: id, must: `satisfy regular expression pattern: ${POOL_PATTERN}`, next }]),
    ];
};

const word = (at: string, value: string, words: readonly string[]): readonly Broken[] =>
    words.includes(value)
        ? []
        : [{ at, value, must: `satisfy enum value set: [${words.join(', ')}]`, next: `Write ${words.join(' or ')}.` }];

const nextForPattern = (arn: string, form: string): string =>
    arn.endsWith(':*')
        ? 'Leave the :* at the end off: GetAtt of a log group gives it, and Cognito refuses it.'
        : `Write it as ${form}.`;

const arn = (member: string, { kind, arn: value }: Place): readonly Broken[] => {
    const { path, least, most, pattern, form } = DESTINATIONS[kind];
    const [at, next] = [`${member}.${path}`, `Write it as ${form}.`];
    return [
        ...lengths(at, value, { least, most, next }),
        ...(isOfPattern(pattern, value)
            ? []
            : [
                  {
                      at,
                      value,
                      must: `satisfy regular expression pattern: ^${pattern}$`,
                      next: nextForPattern(value, form),
                  },
              ]),
    ];
};

const member = (configuration: LogConfiguration, index: number): readonly Broken[] => {
    const path = `logConfigurations.${index + 1}.member`;
    return [
        ...word(`${path}.eventSource`, configuration.EventSource, EVENT_SOURCES),
        ...word(`${path}.logLevel`, configuration.LogLevel, LOG_LEVELS),
        ...placesOf(configuration).flatMap((place) => arn(path, place)),
    ];
};

const list = (configurations: readonly LogConfiguration[]): readonly Broken[] => {
    if (configurations.length <= MAX_CONFIGURATIONS) return [];
    return [
        {
            at: 'logConfigurations',
            value: null,
            must: `have length less than or equal to ${MAX_CONFIGURATIONS}`,
            next: 'Give one for userAuthEvents and one for userNotification: each source has one destination.',
        },
    ];
};

/** docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetLogDeliveryConfiguration.html */
export const modelRules: Rule = ({ UserPoolId, LogConfigurations }) =>
    [...pool(UserPoolId), ...list(LogConfigurations), ...LogConfigurations.flatMap(member)].map((broken): Refusal => ({
        severity: 'refused',
        user_pool_id: UserPoolId,
        at: broken.at,
        error: INVALID,
        says: said(broken),
        next: broken.next,
    }));
