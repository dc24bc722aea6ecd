package dev.sevsim.kernel.boot;

import dev.sevsim.bus.cpu.GuestCpu;
import dev.sevsim.kernel.edit.Completer;
import dev.sevsim.kernel.edit.LineEditor;
import dev.sevsim.kernel.edit.LineEditor.End;
import dev.sevsim.kernel.edit.LineEditor.Result;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The console: lines that are edited at the serial port, and a CPU that halts while there is no input. */
final class Terminal {
    private final GuestCpu cpu;
    private final SerialPort port;
    private final Power power;
    private final Runnable idle;
    private final LineEditor editor;

    /** {@code idle} is done before and after each halt. */
    Terminal(GuestCpu cpu, SerialPort port, Power power, Runnable idle, Completer completer) {
        this.idle = idle;
        this.cpu = cpu;
        this.port = port;
        this.power = power;
        this.editor = new LineEditor(completer);
    }

    void write(String text) {
        port.write(text.getBytes(StandardCharsets.UTF_8));
    }

    void write(byte[] text) {
        port.write(text);
    }

    /** The next line without its end; empty at end of file or when the power button was pressed. */
    Optional<String> readLine(String prompt) {
        editor.begin(prompt);
        show();
        while (true) {
            if (!port.hasInput()) {
                show();
                if (power.buttonPressed()) {
                    return Optional.empty();
                }
                idle.run();
                cpu.halt();
                idle.run();
                continue;
            }
            Optional<Result> result = editor.type(port.read(), port::hasInput);
            if (result.isPresent()) {
                show();
                return result.filter(r -> r.end() != End.END_OF_INPUT).map(Result::text);
            }
        }
    }

    private void show() {
        write(editor.takeOutput());
    }
}
