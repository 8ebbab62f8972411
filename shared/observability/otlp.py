"""The OpenTelemetry exporter (OTLP over HTTP), imported only by a process that is told where to send its spans."""

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor


def install_exporter(service: str) -> None:
    """Record the spans of this process and send them in batches; the environment variables of OTLP apply."""
    provider = TracerProvider(resource=Resource.create({"service.namespace": "plis", "service.name": service}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
