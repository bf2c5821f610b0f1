/** Rules of the API's model, which AWS checks first: lengths, patterns, enum values, counts. */
import { MAX_USER_POOL_ID_CHARACTERS } from '../../../schemas/stored-row.ts';
import { DESTINATIONS, isFullMatch, targetsOf, type DeliveryTarget } from './destinations.ts';
import type { LogConfiguration } from './log-configuration.ts';
import { INVALID_PARAMETER, type DeliveryProblem, type DeliveryRule } from './delivery-problem.ts';

const MAX_CONFIGURATIONS = 2;
const EVENT_SOURCES = ['userNotification', 'userAuthEvents'] as const;
const LOG_LEVELS = ['ERROR', 'INFO'] as const;
const POOL_PATTERN = String.raw`[\w-]+_[0-9a-zA-Z]+`;

/** A value of a request that breaks a rule of the model. */
type ModelViolation = {
    readonly location: string;
    readonly value: string | null;
    readonly constraint: string;
    readonly fix: string;
};

/** The wording of AWS. */
const validationMessage = ({ location, value, constraint }: ModelViolation): string =>
    `1 validation error detected: Value ${value === null ? '' : `'${value}' `}at '${location}' ` +
    `failed to satisfy constraint: Member must ${constraint}`;

const checkLength = (
    location: string,
    value: string,
    { min, max, fix }: { readonly min: number; readonly max: number; readonly fix: string },
): readonly ModelViolation[] => {
    if (value.length < min)
        return [{ location, value, constraint: `have length greater than or equal to ${min}`, fix }];
    return value.length > max ? [{ location, value, constraint: `have length less than or equal to ${max}`, fix }] : [];
};

const checkPoolId = (id: string): readonly ModelViolation[] => {
    const [location, fix] = ['userPoolId', 'Use the pool id as Cognito shows it, such as us-west-2_aB3dE5gH7.'];
    return [
        ...checkLength(location, id, { min: 1, max: MAX_USER_POOL_ID_CHARACTERS, fix }),
        ...(isFullMatch(POOL_PATTERN, id)
            ? []
            : [{ location, value: id, constraint: `satisfy regular expression pattern: ${POOL_PATTERN}`, fix }]),
    ];
};

const checkEnumValue = (location: string, value: string, words: readonly string[]): readonly ModelViolation[] =>
    words.includes(value)
        ? []
        : [
              {
                  location,
                  value,
                  constraint: `satisfy enum value set: [${words.join(', ')}]`,
                  fix: `Write ${words.join(' or ')}.`,
              },
          ];

const patternFix = (arn: string, format: string): string =>
    arn.endsWith(':*')
        ? 'Remove the :* at the end. GetAtt of a log group adds it, and Cognito rejects it.'
        : `Write it as ${format}.`;

const checkTargetArn = (member: string, { kind, arn: value }: DeliveryTarget): readonly ModelViolation[] => {
    const { path, minLength, maxLength, pattern, format } = DESTINATIONS[kind];
    const [location, fix] = [`${member}.${path}`, `Write it as ${format}.`];
    return [
        ...checkLength(location, value, { min: minLength, max: maxLength, fix }),
        ...(isFullMatch(pattern, value)
            ? []
            : [
                  {
                      location,
                      value,
                      constraint: `satisfy regular expression pattern: ^${pattern}$`,
                      fix: patternFix(value, format),
                  },
              ]),
    ];
};

const checkConfiguration = (configuration: LogConfiguration, index: number): readonly ModelViolation[] => {
    const path = `logConfigurations.${index + 1}.member`;
    return [
        ...checkEnumValue(`${path}.eventSource`, configuration.EventSource, EVENT_SOURCES),
        ...checkEnumValue(`${path}.logLevel`, configuration.LogLevel, LOG_LEVELS),
        ...targetsOf(configuration).flatMap((target) => checkTargetArn(path, target)),
    ];
};

const checkConfigurationCount = (configurations: readonly LogConfiguration[]): readonly ModelViolation[] => {
    if (configurations.length <= MAX_CONFIGURATIONS) return [];
    return [
        {
            location: 'logConfigurations',
            value: null,
            constraint: `have length less than or equal to ${MAX_CONFIGURATIONS}`,
            fix: 'Use one for userAuthEvents and one for userNotification: each source has one destination.',
        },
    ];
};

/** docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetLogDeliveryConfiguration.html */
export const modelRules: DeliveryRule = ({ UserPoolId, LogConfigurations }) =>
    [
        ...checkPoolId(UserPoolId),
        ...checkConfigurationCount(LogConfigurations),
        ...LogConfigurations.flatMap(checkConfiguration),
    ].map((violation): DeliveryProblem => ({
        severity: 'error',
        user_pool_id: UserPoolId,
        location: violation.location,
        exception: INVALID_PARAMETER,
        aws_message: validationMessage(violation),
        fix: violation.fix,
    }));
