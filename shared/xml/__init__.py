"""The one safe XML parser and the official validators."""
