package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The argument list of a recorded tool run. */
record ToolArguments(List<String> words) {
    static ToolArguments of(String line) {
        return new ToolArguments(Arrays.asList(line.split(" ", -1)));
    }

    Optional<String> text(String option) {
        int at = words.indexOf(option);
        return at < 0 ? Optional.empty() : Optional.of(words.get(at + 1));
    }

    int number(String option) {
        return Integer.parseInt(text(option).orElseThrow());
    }

    Optional<Bytes> file(String option) {
        return text(option).map(name -> Vectors.read("fw/" + name));
    }
}
