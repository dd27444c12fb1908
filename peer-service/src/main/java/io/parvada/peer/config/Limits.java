package io.parvada.peer.config;

import org.springframework.util.unit.DataSize;

/** Bounds of this peer; read again when the file changes. */
public record Limits(DataSize maxFileSize, int maxTransfers, DataSize maxEcho) {}
