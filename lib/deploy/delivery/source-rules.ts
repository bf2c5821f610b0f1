/** What the service refuses of sources, levels and destinations that each are words of the API. */
import { DESTINATIONS, DESTINATION_KINDS, placesOf, type DestinationKind } from './destinations.ts';
import { SOURCES, type LogConfiguration } from './log-configuration.ts';
import { INVALID, type Refusal, type Rule } from './refusal.ts';

/** docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_LogConfigurationType.html, under LogLevel. */
const ALLOWED: Readonly<
    Record<string, { readonly level: string; readonly kinds: readonly DestinationKind[]; readonly says: string }>
> = {
    [SOURCES.user_notification.EventSource]: {
        level: SOURCES.user_notification.LogLevel,
        kinds: ['cloudwatch'],
        says: 'To send userNotification activity with information about message delivery, choose ERROR with CloudWatchLogsConfiguration.',
    },
    [SOURCES.user_activity.EventSource]: {
        level: SOURCES.user_activity.LogLevel,
        kinds: DESTINATION_KINDS,
        says: 'To send userAuthEvents activity with user logs from threat protection with the Plus feature plan, choose INFO with one of CloudWatchLogsConfiguration, FirehoseConfiguration, or S3Configuration.',
    },
};

type Found = { readonly at: string; readonly says: string; readonly next: string };

const sourcesWhere = (
    configurations: readonly LogConfiguration[],
    isSo: (configuration: LogConfiguration, index: number) => boolean,
): string => [...new Set(configurations.filter(isSo).map(({ EventSource }) => EventSource))].join(', ');

/** The wording was measured; the beginning of the second was not. */
const ofList = (configurations: readonly LogConfiguration[]): readonly Found[] => {
    const homeless = sourcesWhere(configurations, (configuration) => placesOf(configuration).length === 0);
    const twice = sourcesWhere(
        configurations,
        ({ EventSource }, index) => configurations.findIndex((other) => other.EventSource === EventSource) < index,
    );
    return [
        ...(homeless === ''
            ? []
            : [
                  {
                      at: homeless,
                      says: `Request validation Failed. Following event sources in request have no destination: [${homeless}].`,
                      next: 'Name a destination for it, or leave the source out.',
                  },
              ]),
        ...(twice === ''
            ? []
            : [
                  {
                      at: twice,
                      says: `… appear more then once in a request: [${twice}].`,
                      next: 'Give each source once: it has one destination.',
                  },
              ]),
    ];
};

const ofOne = (configuration: LogConfiguration): readonly Found[] => {
    const { EventSource: at, LogLevel } = configuration;
    const allowed = ALLOWED[at];
    if (allowed === undefined) return [];
    const { says, level, kinds } = allowed;
    const places = placesOf(configuration);
    const wrong = places.filter(({ kind }) => !kinds.includes(kind)).map(({ kind }) => DESTINATIONS[kind].what);
    return [
        ...(LogLevel === level ? [] : [{ at, says, next: `Set the level of ${at} to ${level}.` }]),
        ...(wrong.length === 0 ? [] : [{ at, says, next: `Send ${at} to a log group, not to ${wrong.join(' or ')}.` }]),
        ...(places.length <= 1 ? [] : [{ at, says, next: `Name one destination for ${at}, not ${places.length}.` }]),
    ];
};

/** Only of words that the model takes: the others are refused by it. */
export const sourceRules: Rule = ({ UserPoolId, LogConfigurations }) =>
    [...ofList(LogConfigurations), ...LogConfigurations.flatMap(ofOne)].map((found): Refusal => ({
        severity: 'refused',
        user_pool_id: UserPoolId,
        error: INVALID,
        ...found,
    }));
