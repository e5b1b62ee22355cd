;; Reads JSON lines {"edn": text} and answers each with {"edn": text printed anew} or {"error": why},
;; by ClojureScript's own reader and printer. Unknown tags are read as ["tag" value].
(ns clojurescript
  (:require [clojure.edn :as edn] [clojure.string :as str] ["fs" :as fs]))

(defn again [text]
  (try
    {:edn (binding [*print-namespace-maps* false]
            (pr-str (edn/read-string {:default (fn [tag value] [(str tag) value])} text)))}
    (catch :default e {:error (ex-message e)})))

(doseq [line (str/split-lines (fs/readFileSync 0 "utf8"))]
  (-> line js/JSON.parse .-edn again clj->js js/JSON.stringify println))
