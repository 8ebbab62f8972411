"""How events travel: in process, or through RabbitMQ."""
