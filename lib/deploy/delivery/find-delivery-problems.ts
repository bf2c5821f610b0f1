/** Finds the errors and warnings of a log delivery request, before it is sent to AWS. */
import { modelRules } from './model-rules.ts';
import { targetRules } from './target-rules.ts';
import type { DeliveryRequest, AccountFacts, DeliveryProblem } from './delivery-problem.ts';
import { sourceRules } from './source-rules.ts';

/** Predicts the problems that SetLogDeliveryConfiguration would report; empty if the request can be sent. */
export const findDeliveryProblems = (request: DeliveryRequest, facts: AccountFacts): readonly DeliveryProblem[] =>
    [modelRules, sourceRules, targetRules].flatMap((rule) => rule(request, facts));
