package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * Inputs that a host may have used instead, named by the user who looks for the difference.
 *
 * @param firmware other builds of the image
 * @param kernels other kernels
 * @param initrds other initrds
 * @param commandLines other command lines
 */
public record OtherInputs(List<Named> firmware, List<Named> kernels, List<Named> initrds, List<String> commandLines) {
    /**
     * A file with a name to call it by.
     *
     * @param name for messages
     * @param content of the file
     */
    public record Named(String name, Bytes content) {}

    public OtherInputs {
        firmware = List.copyOf(firmware);
        kernels = List.copyOf(kernels);
        initrds = List.copyOf(initrds);
        commandLines = List.copyOf(commandLines);
    }

    /** None. */
    public static OtherInputs none() {
        return new OtherInputs(List.of(), List.of(), List.of(), List.of());
    }

    /** Returns a copy with another build of the image. */
    public OtherInputs withFirmware(String name, Bytes image) {
        List<Named> more = new ArrayList<>(firmware);
        more.add(new Named(name, image));
        return new OtherInputs(more, kernels, initrds, commandLines);
    }
}
