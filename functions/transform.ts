/** Lambda handler: the transformation function of both delivery streams. */
import { lambdaHandler } from '../lib/transform/handler.ts';

export { handlerWith } from '../lib/transform/handler.ts';
export const handler = lambdaHandler(process.env);
