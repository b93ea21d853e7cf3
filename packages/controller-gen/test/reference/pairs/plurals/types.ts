/**
 * +groupName=plurals.example.com
 * +versionName=v1
 */
import type { KubernetesObject } from '@kubewright/apimachinery';

export type Policy = KubernetesObject & {};

export type Proxy = KubernetesObject & {};

export type Gateway = KubernetesObject & {};

export type Ingress = KubernetesObject & {};

export type Box = KubernetesObject & {};

export type Bus = KubernetesObject & {};

export type Status = KubernetesObject & {};

export type Index = KubernetesObject & {};

export type Matrix = KubernetesObject & {};

export type Vertex = KubernetesObject & {};

export type Datum = KubernetesObject & {};

export type Person = KubernetesObject & {};

export type Child = KubernetesObject & {};

export type Mouse = KubernetesObject & {};

export type HTTPRoute = KubernetesObject & {};

export type APIKey = KubernetesObject & {};

export type MyDNS = KubernetesObject & {};

export type Cache = KubernetesObject & {};

export type Class = KubernetesObject & {};

export type Knife = KubernetesObject & {};

export type Leaf = KubernetesObject & {};

export type Hero = KubernetesObject & {};

export type Photo = KubernetesObject & {};

export type Buffalo = KubernetesObject & {};

export type Analysis = KubernetesObject & {};

export type Series = KubernetesObject & {};

export type Sheep = KubernetesObject & {};

export type Data = KubernetesObject & {};

export type Queue = KubernetesObject & {};

export type Key = KubernetesObject & {};

export type Day = KubernetesObject & {};

export type Quiz = KubernetesObject & {};

export type Fez = KubernetesObject & {};

export type Church = KubernetesObject & {};

export type Dish = KubernetesObject & {};

export type Criterion = KubernetesObject & {};

export type Stadium = KubernetesObject & {};

export type Octopus = KubernetesObject & {};

export type Life = KubernetesObject & {};

export type Roof = KubernetesObject & {};

export type Belief = KubernetesObject & {};

export type DatabaseHost = KubernetesObject & {};

export type Alias = KubernetesObject & {};

export type Axis = KubernetesObject & {};

export type Media = KubernetesObject & {};

export type Schema = KubernetesObject & {};

export type Virus = KubernetesObject & {};

export type CAT = KubernetesObject & {};

export type UserID = KubernetesObject & {};

export type TLS = KubernetesObject & {};

export type Endpoints = KubernetesObject & {};

export type News = KubernetesObject & {};

export type Elf = KubernetesObject & {};
