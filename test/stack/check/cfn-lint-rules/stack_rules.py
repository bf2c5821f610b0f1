"""Rules of this stack for cfn-lint (`cfn-lint -a FOLDER`), beyond the public schemas."""
import json
import re

from cfnlint.rules import CloudFormationLintRule, RuleMatch


class StackRule(CloudFormationLintRule):
    """A rule about resources of some types."""

    types = ()
    tags = ["cognito-log-lake"]

    def match(self, cfn):
        found = []
        for kind in self.types:
            for name, resource in cfn.get_resources(kind).items():
                for path, message in self.problems(resource.get("Properties") or {}, resource, cfn):
                    found.append(RuleMatch(["Resources", name, "Properties", *path], f"{name}: {message}"))
        return found


def text(value):
    """The text of a literal or a Sub; None if it is unknown before the deployment."""
    if isinstance(value, dict) and isinstance(value.get("Fn::Sub"), str):
        return value["Fn::Sub"]
    return value if isinstance(value, str) else None


class FirehoseDestination(StackRule):
    id = "E9101"
    shortdesc = "Rules across the properties of a Firehose destination"
    description = "docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning.html, record-format-conversion.html"
    types = ("AWS::KinesisFirehose::DeliveryStream",)

    def problems(self, properties, _resource, _cfn):
        path = ["ExtendedS3DestinationConfiguration"]
        destination = properties.get(path[0]) or {}
        prefix, errors = text(destination.get("Prefix")) or "", text(destination.get("ErrorOutputPrefix"))
        dynamic = (destination.get("DynamicPartitioningConfiguration") or {}).get("Enabled") is True
        converted = (destination.get("DataFormatConversionConfiguration") or {}).get("Enabled") is True
        processing = destination.get("ProcessingConfiguration") or {}
        is_processing = processing.get("Enabled") is True
        processors = [each.get("Type") for each in processing.get("Processors") or []] if is_processing else []
        if "error-output-type" in prefix:
            yield path, "Prefix must not contain !{firehose:error-output-type}"
        if "partitionKeyFromLambda" in prefix and "Lambda" not in processors:
            yield path, "partitionKeyFromLambda without an enabled Lambda processor"
        if "partitionKeyFromQuery" in prefix and "MetadataExtraction" not in processors:
            yield path, "partitionKeyFromQuery without a MetadataExtraction processor"
        if ("partitionKeyFrom" in prefix) != dynamic:
            yield path, "partition keys in Prefix need dynamic partitioning, and the other way round"
        if "!{" in prefix and not errors:
            yield path, "ErrorOutputPrefix is required if Prefix contains expressions"
        if errors is not None and ("!{firehose:error-output-type}" not in errors or "partitionKeyFrom" in errors):
            yield path, "ErrorOutputPrefix must contain !{firehose:error-output-type} and no partition key"
        if (dynamic or converted) and int((destination.get("BufferingHints") or {}).get("SizeInMBs", 128)) < 64:
            yield path, "SizeInMBs must be at least 64 with dynamic partitioning or conversion"
        if converted and destination.get("CompressionFormat", "UNCOMPRESSED") != "UNCOMPRESSED":
            yield path, "CompressionFormat must be UNCOMPRESSED with conversion"
        if set(destination.get("BucketARN") or {}) == {"Ref"}:
            yield path, "BucketARN is a Ref, which is a name and not an ARN"


class LogDelivery(StackRule):
    id = "E9102"
    shortdesc = "Sources, levels and destinations of Cognito's log delivery"
    description = "docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_LogConfigurationType.html"
    types = ("AWS::Cognito::LogDeliveryConfiguration",)

    def problems(self, properties, _resource, _cfn):
        for index, each in enumerate(properties.get("LogConfigurations") or []):
            path = ["LogConfigurations", index]
            source = each.get("EventSource")
            if each.get("LogLevel") != {"userNotification": "ERROR", "userAuthEvents": "INFO"}.get(source):
                yield path, f"{source} at {each.get('LogLevel')} is not a combination that Cognito accepts"
            group = (each.get("CloudWatchLogsConfiguration") or {}).get("LogGroupArn")
            if isinstance(group, dict) and "Fn::GetAtt" in group or (text(group) or "").endswith(":*"):
                yield path, "the ARN of the log group ends in :*, which Cognito rejects"
            stream = (each.get("FirehoseConfiguration") or {}).get("StreamArn")
            if isinstance(stream, dict) and "Ref" in stream:
                yield path, "StreamArn is a Ref, which is a name and not an ARN"


class JsonTexts(StackRule):
    id = "E9103"
    shortdesc = "Strings that contain JSON"
    description = "A dashboard body is JSON in a string"
    types = ("AWS::CloudWatch::Dashboard",)

    def problems(self, properties, _resource, _cfn):
        if "DashboardBody" in properties:
            try:
                json.loads(re.sub(r"\$\{[^}]+\}", "x", text(properties["DashboardBody"]) or ""))
            except ValueError as error:
                yield ["DashboardBody"], f"DashboardBody is not valid JSON: {error}"


class Projection(StackRule):
    id = "E9104"
    shortdesc = "Partition projection and column types of a Glue table"
    description = "docs.aws.amazon.com/athena/latest/ug/partition-projection-setting-up.html"
    types = ("AWS::Glue::Table",)
    SETTINGS = {"enum": {"values"}, "date": {"format", "range"}, "integer": {"range"}, "injected": set()}
    OPTIONAL_SETTINGS = {"interval", "interval.unit", "digits"}
    TYPES = re.compile(r"^(string|timestamp|boolean|bigint|int|double|date|array<string>)$")

    def problems(self, properties, _resource, _cfn):
        table = properties.get("TableInput") or {}
        parameters = table.get("Parameters") or {}
        keys = [each.get("Name") for each in table.get("PartitionKeys") or []]
        projected = {key.split(".")[1] for key in parameters if key.startswith("projection.") and key.count(".") == 2}
        for name in sorted(projected | (set(keys) if "projection.enabled" in parameters else set())):
            kind = parameters.get(f"projection.{name}.type")
            settings = {key.split(".")[2] for key in parameters if key.startswith(f"projection.{name}.")} - {"type"}
            if name not in keys:
                yield ["TableInput"], f"projection.{name} is not a partition column"
            if kind not in self.SETTINGS:
                yield ["TableInput"], f"projection.{name}.type is {kind}"
            elif not self.SETTINGS[kind] <= settings or settings - self.SETTINGS[kind] - self.OPTIONAL_SETTINGS:
                yield ["TableInput"], f"projection.{name} of type {kind} has {', '.join(sorted(settings))}"
        columns = (table.get("StorageDescriptor") or {}).get("Columns") or []
        for column in [*columns, *(table.get("PartitionKeys") or [])]:
            if not self.TYPES.match(str(column.get("Type"))):
                yield ["TableInput"], f"{column.get('Name')} has the type {column.get('Type')}"


class BucketRules(StackRule):
    id = "E9105"
    shortdesc = "Events and lifecycle rules of a bucket"
    description = "docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html"
    types = ("AWS::S3::Bucket",)
    EVENT = re.compile(
        r"^s3:(ObjectCreated:(\*|Put|Post|Copy|CompleteMultipartUpload)"
        r"|ObjectRemoved:(\*|Delete|DeleteMarkerCreated)|TestEvent)$"
    )

    def problems(self, properties, _resource, _cfn):
        for kind in ("QueueConfigurations", "TopicConfigurations", "LambdaConfigurations"):
            for each in (properties.get("NotificationConfiguration") or {}).get(kind) or []:
                if not self.EVENT.match(str(each.get("Event"))):
                    yield ["NotificationConfiguration"], f"{each.get('Event')} is not an S3 event"
        ids = [each.get("Id") for each in (properties.get("LifecycleConfiguration") or {}).get("Rules") or []]
        if len(set(ids)) < len(ids):
            yield ["LifecycleConfiguration"], "two lifecycle rules have the same Id"


class Principals(StackRule):
    id = "E9106"
    shortdesc = "Valid service principals"
    description = "docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html"
    types = ("AWS::IAM::Role", "AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy")
    KNOWN = {
        "cloudwatch.amazonaws.com",
        "delivery.logs.amazonaws.com",
        "firehose.amazonaws.com",
        "lambda.amazonaws.com",
        "logs.amazonaws.com",
        "s3.amazonaws.com",
        "scheduler.amazonaws.com",
    }

    def problems(self, properties, _resource, _cfn):
        for name in ("AssumeRolePolicyDocument", "PolicyDocument"):
            for statement in (properties.get(name) or {}).get("Statement") or []:
                principal = statement.get("Principal")
                services = principal.get("Service", []) if isinstance(principal, dict) else []
                for service in [services] if isinstance(services, str) else services:
                    if service not in self.KNOWN:
                        yield [name], f"{service} is not a service that this stack uses"
