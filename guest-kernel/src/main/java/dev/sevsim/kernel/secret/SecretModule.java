package dev.sevsim.kernel.secret;

import dev.sevsim.kernel.core.KernelModule;
import dev.sevsim.kernel.core.ModuleUse;

/** A module that exposes secrets. */
public interface SecretModule extends KernelModule {
    /** What counts its open files. */
    ModuleUse use();
}
