package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.file.InputFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The lines of a recording, plain or packed with gzip: JSON objects, and text between them. */
final class RecordedLines {
    private static final int LARGEST_FILE = 64 << 20;
    private static final int LARGEST_UNPACKED = 256 << 20;
    private static final int GZIP_MAGIC = 0x8B1F;

    private RecordedLines() {}

    /**
     * Reads a file and hands each line on.
     *
     * @param object receives the members of a JSON object
     * @param text receives a line that is none
     * @throws InputException with the number of the line that a receiver refuses or that is broken JSON
     */
    static void read(Path file, Consumer<Map<String, Object>> object, Consumer<String> text) {
        String[] lines = content(file).split("\\R", -1);
        for (int i = 0; i < lines.length; i++) {
            try {
                if (lines[i].startsWith("{")) {
                    object.accept(JsonMapper.shared().readValue(lines[i], new TypeReference<Map<String, Object>>() {}));
                } else if (!lines[i].isBlank()) {
                    text.accept(lines[i]);
                }
            } catch (JacksonException e) {
                throw new InputException("recording " + file + ", line " + (i + 1) + ": " + fault(e), e);
            } catch (IllegalArgumentException e) {
                throw new InputException("recording " + file + ", line " + (i + 1) + ": " + e.getMessage(), e);
            }
        }
    }

    private static String fault(JacksonException e) {
        TokenStreamLocation at = e.getLocation();
        return e instanceof UnexpectedEndOfInputException || at == null
                ? "no JSON: it is cut short or nested too deeply"
                : "no JSON at character " + at.getColumnNr();
    }

    private static String content(Path file) {
        Bytes content = InputFile.read("recording", file, LARGEST_FILE);
        if (content.length() < 2 || content.asLittleEndian().getChar() != GZIP_MAGIC) {
            return new String(content.toArray(), StandardCharsets.UTF_8);
        }
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(content.toArray()))) {
            byte[] unpacked = in.readNBytes(LARGEST_UNPACKED + 1);
            if (unpacked.length > LARGEST_UNPACKED) {
                throw new InputException("recording " + file + " unpacks to more than " + LARGEST_UNPACKED + " bytes");
            }
            return new String(unpacked, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new InputException("recording " + file + " is no whole gzip file: " + e.getMessage(), e);
        }
    }
}
