package dev.sevsim.cli;

import java.util.Objects;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Lets a test see output as a terminal of 80 columns shows it. */
final class NarrowTerminal implements BeforeEachCallback, AfterEachCallback {
    static final String PROPERTY = "sevsim.columns";
    static final int COLUMNS = 80;

    private String before = "";

    @Override
    public void beforeEach(ExtensionContext context) {
        before = Objects.toString(System.getProperty(PROPERTY), "");
        System.setProperty(PROPERTY, Integer.toString(COLUMNS));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        System.setProperty(PROPERTY, before);
    }
}
