/** Everything that AWS would refuse of a request, and what it would take to no avail. */
import { modelRules } from './model-rules.ts';
import { placeRules } from './place-rules.ts';
import type { DeliveryRequest, Known, Refusal } from './refusal.ts';
import { sourceRules } from './source-rules.ts';

/** The answer to SetLogDeliveryConfiguration, as far as it can be told beforehand; empty is a request that can be sent. */
export const refusals = (request: DeliveryRequest, known: Known): readonly Refusal[] =>
    [modelRules, sourceRules, placeRules].flatMap((rule) => rule(request, known));
