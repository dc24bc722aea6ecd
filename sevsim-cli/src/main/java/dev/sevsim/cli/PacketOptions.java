package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.launch.TransportKeys;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a packet of secrets is bound to: the session's keys and the measurement. */
final class PacketOptions {
    @Mixin
    private KeyOptions keys = new KeyOptions();

    @Option(
            names = "--measurement",
            required = true,
            paramLabel = "BASE64|FILE",
            description = "Measurement of the launch, 48 bytes.")
    private String measurement = "";

    TransportKeys keys() {
        return keys.keys();
    }

    /** MEASURE, the first 32 bytes of the measurement. */
    Bytes measure() {
        return BinaryArguments.measurement(measurement).measure();
    }
}
