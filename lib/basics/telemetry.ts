/** Logger and metrics of the Lambda functions: both write to standard output. */
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';

const SERVICE = 'cognito-log-lake';

export const logger = new Logger({ serviceName: SERVICE });
export const metrics = new Metrics({ namespace: 'CognitoLogLake', serviceName: SERVICE });
