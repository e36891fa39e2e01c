package io.github.nifistarrocks.emulator.extension;

import io.github.nifistarrocks.emulator.http.Router;

/** Adds routes to every FE. */
public interface FrontendExtension {

    /** @param frontend index of the FE */
    void register(Router router, int frontend);
}
