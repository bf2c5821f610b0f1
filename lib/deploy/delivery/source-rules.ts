/** Rules for combinations of source, log level and destination that the service rejects. */
import { DESTINATIONS, DESTINATION_KINDS, targetsOf, type DestinationKind } from './destinations.ts';
import { SOURCES, type LogConfiguration } from './log-configuration.ts';
import { INVALID_PARAMETER, type DeliveryProblem, type DeliveryRule } from './delivery-problem.ts';

/**
 * docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_LogConfigurationType.html,
 * under LogLevel.
 */
const ALLOWED_CONFIGURATIONS: Readonly<
    Record<string, { readonly level: string; readonly kinds: readonly DestinationKind[]; readonly aws_message: string }>
> = {
    [SOURCES.user_notification.EventSource]: {
        level: SOURCES.user_notification.LogLevel,
        kinds: ['cloudwatch'],
        aws_message:
            'To send userNotification activity with information about message delivery, ' +
            'choose ERROR with CloudWatchLogsConfiguration.',
    },
    [SOURCES.user_activity.EventSource]: {
        level: SOURCES.user_activity.LogLevel,
        kinds: DESTINATION_KINDS,
        aws_message:
            'To send userAuthEvents activity with user logs from threat protection with the Plus feature plan, ' +
            'choose INFO with one of CloudWatchLogsConfiguration, FirehoseConfiguration, or S3Configuration.',
    },
};

type SourceProblem = { readonly location: string; readonly aws_message: string; readonly fix: string };

const sourcesWhere = (
    configurations: readonly LogConfiguration[],
    matches: (configuration: LogConfiguration, index: number) => boolean,
): string => [...new Set(configurations.filter(matches).map(({ EventSource }) => EventSource))].join(', ');

/** Measured wording of AWS, except the start of the second message. */
const checkConfigurationList = (configurations: readonly LogConfiguration[]): readonly SourceProblem[] => {
    const untargeted = sourcesWhere(configurations, (configuration) => targetsOf(configuration).length === 0);
    const twice = sourcesWhere(
        configurations,
        ({ EventSource }, index) => configurations.findIndex((other) => other.EventSource === EventSource) < index,
    );
    return [
        ...(untargeted === ''
            ? []
            : [
                  {
                      location: untargeted,
                      aws_message:
                          'Request validation Failed. Following event sources in request have no destination: ' +
                          `[${untargeted}].`,
                      fix: 'Add a destination, or remove the source.',
                  },
              ]),
        ...(twice === ''
            ? []
            : [
                  {
                      location: twice,
                      aws_message: `… appear more then once in a request: [${twice}].`,
                      fix: 'List each source once: it has one destination.',
                  },
              ]),
    ];
};

const checkSource = (configuration: LogConfiguration): readonly SourceProblem[] => {
    const { EventSource: location, LogLevel } = configuration;
    const allowed = ALLOWED_CONFIGURATIONS[location];
    if (allowed === undefined) return [];
    const { aws_message, level, kinds } = allowed;
    const targets = targetsOf(configuration);
    const wrong = targets.filter(({ kind }) => !kinds.includes(kind)).map(({ kind }) => DESTINATIONS[kind].label);
    return [
        ...(LogLevel === level ? [] : [{ location, aws_message, fix: `Set the level of ${location} to ${level}.` }]),
        ...(wrong.length === 0
            ? []
            : [{ location, aws_message, fix: `Send ${location} to a log group, not to ${wrong.join(' or ')}.` }]),
        ...(targets.length <= 1
            ? []
            : [{ location, aws_message, fix: `Use one destination for ${location}, not ${targets.length}.` }]),
    ];
};

/** Skips unknown sources: the model rules reject them. */
export const sourceRules: DeliveryRule = ({ UserPoolId, LogConfigurations }) =>
    [...checkConfigurationList(LogConfigurations), ...LogConfigurations.flatMap(checkSource)].map(
        (problem): DeliveryProblem => ({
            severity: 'error',
            user_pool_id: UserPoolId,
            exception: INVALID_PARAMETER,
            ...problem,
        }),
    );
